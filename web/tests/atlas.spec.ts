import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import { drawnAfter, expect, noteWhenDrawn, run, settled, test } from "./browser.ts";
import { change } from "./server.ts";

/** What a button with this name saves. */
async function saved(picture: Locator, name: string): Promise<{ file: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    picture.page().waitForEvent("download"),
    picture.getByRole("button", { name, exact: true }).click(),
  ]);
  return { file: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("a state on the map leads to its initiatives, by pointer and by keyboard", async ({ open }) => {
  const page = await open("/");
  await settled(page);
  await page.getByRole("link", { name: "Thüringen: 3" }).first().click();
  await expect(page).toHaveURL(/state=TH/);
  await expect(page.getByRole("heading", { name: "Initiativen (3)" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Thüringen" })).toHaveCount(0);
  await page.getByRole("link", { name: "Hessen: 6" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Initiativen (6)" })).toBeVisible();
});

test("all of a page can be done by keyboard", async ({ open }) => {
  const page = await open("/network");
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Zum Inhalt" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.locator(".dot").first().focus();
  await expect(page.locator(".touched-card")).toContainText("verbunden durch");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/focus=/);
  await expect(page.locator(".dot.focus")).toHaveAttribute("aria-current", "true");
  const field = page.getByRole("combobox", { name: "Von", exact: true });
  await field.fill("Deutscher Gewerk");
  await expect(page.getByRole("option", { name: "Deutscher Gewerkschaftsbund" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox", { name: "Treffer" })).toHaveCount(0);
  await page.getByRole("link", { name: "Zeitleiste" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await expect(page).toHaveTitle("Zeitleiste · Bündnis");
});

test("a screen reader hears what a picture shows and what changes", async ({ open, server }) => {
  const page = await open("/?lang=en");
  await settled(page);
  const map = page.getByRole("group", { name: "Map of the states" });
  await expect(map.getByRole("link")).toHaveCount(16);
  await expect(map.getByRole("link", { name: "Hesse: 6" })).toHaveCount(1);
  await expect(page.locator(".news")).toHaveAttribute("data-connected", "true");
  await change(server, `mutation { createOrganisation(input: { name: { de: "Gehört" }, kind: OTHER }) { revision } }`);
  await expect(page.getByRole("status")).toHaveText("Changed: Organisation created (environment editor)");
  await page.screenshot({ path: "test-results/shown/change.png" });
});

test("the count and the filters are in the address", async ({ open }) => {
  const page = await open("/?count=PARTICIPATIONS&kind=MASTERPLAN");
  await settled(page);
  await expect(page.getByLabel("Zählen")).toHaveValue("PARTICIPATIONS");
  await expect(page.getByLabel("Art", { exact: true })).toHaveValue("MASTERPLAN");
  await page.getByLabel("Stand", { exact: true }).selectOption("ACTIVE");
  await expect(page).toHaveURL(/status=ACTIVE/);
});

test("a year of the time line shows what began in it", async ({ open }) => {
  const page = await open("/timeline");
  await page.getByRole("link", { name: "2010: 5" }).click();
  await expect(page).toHaveURL(/year=2010/);
  await expect(page.locator(".lanes > g a")).toHaveCount(5);
});

test("pictures are saved as SVG and PNG, their numbers as CSV", async ({ open }) => {
  const page = await open("/");
  await settled(page);
  const svg = await saved(page.locator(".picture"), "SVG");
  expect(svg.file).toBe("buendnis-map.svg");
  expect(svg.bytes.toString()).toMatch(/^<svg [\s\S]*fill="rgb/);
  const png = await saved(page.locator(".picture"), "PNG");
  expect([png.file, png.bytes.subarray(1, 4).toString()]).toEqual(["buendnis-map.png", "PNG"]);
  const csv = await saved(page.locator(".picture"), "CSV");
  expect(csv.bytes.toString()).toContain("\r\nBW,Baden-Württemberg,4\r\n");
});

for (const [address, name] of Object.entries({
  "/timeline": ["buendnis-starts", "buendnis-timeline"],
  "/network": ["buendnis-network"],
})) {
  test(`what ${address} draws is saved as well`, async ({ open }) => {
    const page = await open(address);
    await settled(page);
    for (const [n, file] of name.entries()) {
      const picture = page.locator(".picture").nth(n);
      const svg = await saved(picture, "SVG");
      expect(svg.file).toBe(`${file}.svg`);
      expect(svg.bytes.toString()).not.toContain("class=");
      expect((await saved(picture, "PNG")).bytes.length).toBeGreaterThan(5_000);
      expect((await saved(picture, "CSV")).bytes.toString().trim().split("\r\n").length).toBeGreaterThan(5);
    }
  });
}

test("the query behind a picture opens in GraphiQL and gives its numbers", async ({ open }) => {
  const page = await open("/");
  await settled(page);
  await page.getByRole("link", { name: "Abfrage" }).click();
  await expect(page).toHaveURL(/\/graphiql/);
  await expect(page.getByRole("tab", { name: "Map" })).toBeVisible();
  await run(page);
  await expect(page.locator(".graphiql-response")).toContainText('"initiatives": 43');
});

test("searching while typing leads to a record", async ({ open }) => {
  const page = await open("/");
  await settled(page);
  await page.getByRole("combobox", { name: /suchen/ }).fill("Frankfurt");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/(initiatives|organisations)\//);
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Frankfurt");
});

test("the search page marks what was found", async ({ open }) => {
  const page = await open("/");
  await page.getByRole("combobox", { name: /suchen/ }).fill("Masterplan");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=Masterplan/);
  await expect(page.locator(".hits mark").first()).toBeVisible();
});

test("a tie of the network says why, and a path leads from one organisation to another", async ({ open }) => {
  const page = await open("/network");
  await settled(page);
  const nodes = await page.locator(".dot").count();
  expect(nodes).toBeGreaterThan(20);
  await page.locator(".dot").first().focus();
  await expect(page.locator(".touched-card")).toContainText("verbunden durch");
  await page.locator(".tie").first().dispatchEvent("pointerover");
  await expect(page.locator(".touched-card")).toContainText("verbunden durch");
  for (const [label, name] of [
    ["Von", "Deutscher Gewerkschaftsbund"],
    ["Nach", "Prognos"],
  ] as const) {
    await page.getByRole("combobox", { name: label, exact: true }).fill(name);
    await page.getByRole("option", { name }).first().click();
  }
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.locator(".steps li")).toHaveText([/Gewerkschaftsbund/, /Rheinland-Pfalz/, /Prognos/]);
  await settled(page);
});

test("the choices of the network are in the address and change what is drawn", async ({ open }) => {
  const page = await open("/network");
  await settled(page);
  const ties = page.locator(".facts div", { hasText: "Verbindungen" }).locator("dd");
  await expect(page.locator(".picture .key li")).not.toHaveCount(0);
  for (const [choose, address] of [
    [() => page.getByLabel("Regionale Gliederungen").check(), /rollUp=yes/],
    [() => page.getByLabel("Mindestens").selectOption("2"), /min=2/],
    [() => page.getByLabel("Land", { exact: true }).selectOption("HE"), /state=HE/],
  ] as const) {
    const before = (await ties.textContent())!;
    await choose();
    await expect(page).toHaveURL(address);
    await expect(ties).not.toHaveText(before);
  }
  await page.getByLabel("Größe nach").selectOption("PAGE_RANK");
  await page.getByLabel("Gewichtung").selectOption("NEWMAN");
  await page.getByLabel("Mindestens").selectOption("0");
  await expect(page).toHaveURL(/measure=PAGE_RANK/);
  await expect(page).toHaveURL(/weighting=NEWMAN/);
  await expect(page.locator(".facts div", { hasText: "Größe nach" })).toContainText("PageRank");
  await page.reload();
  await expect(page.getByLabel("Gewichtung")).toHaveValue("NEWMAN");
  await settled(page);
});

for (const [address, name] of [
  ["/initiatives/masterplan-industrie-frankfurt", "Masterplan Industrie der Stadt Frankfurt"],
  ["/organisations/dgb", "Deutscher Gewerkschaftsbund"],
] as const) {
  test(`${address} says where it was read and what was changed`, async ({ open }) => {
    const page = await open(address);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    const card = (heading: string) => page.locator(".card", { has: page.getByRole("heading", { name: heading }) });
    await expect(card("Quellen").getByRole("listitem").first()).not.toBeEmpty();
    await card("Geschichte").locator("summary").last().click();
    await expect(card("Geschichte").getByRole("row").nth(1)).toBeVisible();
    await page.getByRole("link", { name: "Abfrage" }).click();
    await expect(page).toHaveURL(/\/graphiql/);
    await run(page);
    await expect(page.locator(".graphiql-response")).toContainText(name);
  });
}

test("a change elsewhere is seen at once", async ({ open, server }) => {
  const [one, other] = [await open("/"), await open("/organisations/dgb")];
  await settled(one);
  await expect(one.locator(".news")).toHaveAttribute("data-connected", "true");
  await expect(other.locator(".news")).toHaveAttribute("data-connected", "true");
  const count = one.locator(".totals div", { hasText: "Organisationen" }).locator("dd");
  const before = Number(await count.textContent());
  await change(
    server,
    `mutation { createOrganisation(input: { name: { de: "Neuer Verein" }, kind: ASSOCIATION }) { revision } }`,
  );
  await expect(count).toHaveText(String(before + 1));
  await change(
    server,
    `mutation { updateOrganisation(organisation: { slug: "dgb" }, input: { aliases: ["Ein neuer Alias"] }) { revision } }`,
  );
  await expect(other.getByText("Ein neuer Alias").first()).toBeVisible();
});

test("the first view is light and soon there", async ({ context, open }) => {
  // A map with its numbers and links, in a browser that has nothing of it yet.
  await noteWhenDrawn(context, ".germany a path[class=q5]");
  const page = await open("/");
  await settled(page);
  const bytes = await page.evaluate(() => {
    const loads = ["resource", "navigation"].flatMap(type => performance.getEntriesByType(type));
    return (loads as PerformanceResourceTiming[]).reduce((sum, load) => sum + load.encodedBodySize, 0);
  });
  const ms = await drawnAfter(page);
  console.log(`first view: ${Math.round(bytes / 1024)} KiB, drawn after ${ms} ms`);
  expect(bytes).toBeLessThan(300 * 1024);
  expect(ms).toBeLessThan(1_500);
});
