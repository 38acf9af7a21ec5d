import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, settled, test } from "./browser.ts";
import { change } from "./server.ts";

/** What a button with this name saves. */
async function saved(page: Page, name: string): Promise<{ file: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).first().click(),
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
  const svg = await saved(page, "SVG");
  expect(svg.file).toBe("buendnis-map.svg");
  expect(svg.bytes.toString()).toMatch(/^<svg [\s\S]*fill="rgb/);
  const png = await saved(page, "PNG");
  expect([png.file, png.bytes.subarray(1, 4).toString()]).toEqual(["buendnis-map.png", "PNG"]);
  const csv = await saved(page, "CSV");
  expect(csv.bytes.toString()).toContain("\r\nBW,Baden-Württemberg,4\r\n");
});

test("the query behind a picture opens in GraphiQL and gives its numbers", async ({ open }) => {
  const page = await open("/");
  await settled(page);
  await page.getByRole("link", { name: "Abfrage" }).click();
  await expect(page).toHaveURL(/\/graphiql/);
  await expect(page.getByRole("tab", { name: "Map" })).toBeVisible();
  await page.getByRole("button", { name: /Execute query/ }).click();
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

test("the first view is light and soon there", async ({ open, server }) => {
  const page = await open("/");
  await settled(page);
  const { bytes, ready } = await page.evaluate(() => {
    const loads = performance
      .getEntriesByType("resource")
      .concat(performance.getEntriesByType("navigation")) as PerformanceResourceTiming[];
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return { bytes: loads.reduce((sum, load) => sum + load.encodedBodySize, 0), ready: page!.domContentLoadedEventEnd };
  });
  test.info().annotations.push({
    type: "first view",
    description: `${Math.round(bytes / 1024)} KiB, ${Math.round(ready)} ms on ${server.address}`,
  });
  console.log(`first view: ${Math.round(bytes / 1024)} KiB, interactive after ${Math.round(ready)} ms`);
  expect(bytes).toBeLessThan(300 * 1024);
  expect(ready).toBeLessThan(1_500);
});
