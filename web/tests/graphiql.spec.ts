import type { Page } from "@playwright/test";
import { accessible, expect, fits, run, test, windows } from "./browser.ts";
import { change, TOKEN } from "./server.ts";

/** Puts a query into the editor of the tab that is open. */
async function write(page: Page, query: string) {
  await page.locator(".graphiql-query-editor .monaco-editor").first().click();
  await page.keyboard.press("ControlOrMeta+A");
  // Not typed: the editor would add closing braces.
  await page.keyboard.insertText(query);
}

test("an editor comes by the link of the first start and changes the register", async ({ open }) => {
  const page = await open(`/graphiql#token=${TOKEN}`);
  await expect(page).toHaveURL(/\/graphiql$/);
  await expect(page.getByText("environment editor · editor")).toBeVisible();
  await page.getByRole("button", { name: "Editing", exact: true }).click();
  await page.getByRole("button", { name: "New tab" }).click();
  await write(
    page,
    `mutation { createOrganisation(input: { name: { de: "Aus dem Browser" }, kind: OTHER }) { organisation { slug } } }`,
  );
  await run(page);
  await expect(page.locator(".graphiql-response")).toContainText('"slug": "aus-dem-browser"');
  await page.getByRole("button", { name: "Forget token" }).click();
  await expect(page.getByLabel("Token, to edit")).toBeVisible();
});

/** GraphiQL has the buttons that close its tabs inside the tabs; they are reached by keyboard all the same. */
const THEIRS = ["nested-interactive"];

for (const scheme of ["light", "dark"] as const) {
  test(`examples, documentation and explorer are there, ${scheme}`, async ({ open }) => {
    const page = await open("/graphiql");
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.getByRole("tab")).toContainText(["Dashboard", "Editing", "Analysis"]);
    for (const tab of ["Dashboard", "Analysis"]) {
      await page.getByRole("button", { name: tab, exact: true }).click();
      await run(page);
      await expect(page.locator(".graphiql-response")).toContainText('"data"');
      await expect(page.locator(".graphiql-response")).not.toContainText('"errors"');
    }
    await page.screenshot({ path: `test-results/shown/graphiql-${scheme}.png` });
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await expect(page.getByText("Root Types")).toBeVisible();
    await accessible(page, THEIRS);
    await page.getByRole("button", { name: /GraphiQL Explorer/ }).click();
    await expect(page.locator(".docExplorerWrap")).toContainText("initiatives");
    await accessible(page, THEIRS);
  });
}

test("on a phone the answer stands below the query", async ({ open }) => {
  const page = await open("/graphiql");
  await page.setViewportSize(windows.phone);
  await run(page);
  const answer = page.locator(".graphiql-response");
  await expect(answer).toContainText('"data"');
  const [above, below] = [await page.locator(".graphiql-query-editor").boundingBox(), await answer.boundingBox()];
  expect(below!.y).toBeGreaterThan(above!.y + above!.height - 1);
  expect(below!.width).toBeGreaterThan(windows.phone.width / 2);
  await fits(page);
  await page.screenshot({ path: "test-results/shown/graphiql-phone.png" });
});

test("a subscription shows a change when it comes", async ({ open, server }) => {
  const page = await open("/graphiql");
  await page.getByRole("button", { name: "New tab" }).click();
  await write(page, "subscription { changes { subjectType action } }");
  await run(page);
  await expect(page.getByRole("button", { name: /Stop query/ })).toBeVisible();
  await expect(async () => {
    await change(server, `mutation { createOrganisation(input: { name: { de: "Live" }, kind: OTHER }) { revision } }`);
    await expect(page.locator(".graphiql-response")).toContainText("ORGANISATION", { timeout: 1_000 });
  }).toPass();
});
