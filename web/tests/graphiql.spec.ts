import type { Page } from "@playwright/test";
import { accessible, expect, test } from "./browser.ts";
import { change, TOKEN } from "./server.ts";

const RUN = /Execute query/;

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
  await page.getByRole("button", { name: RUN }).click();
  await expect(page.locator(".graphiql-response")).toContainText('"slug": "aus-dem-browser"');
  await page.getByRole("button", { name: "Forget token" }).click();
  await expect(page.getByLabel("Token, to edit")).toBeVisible();
});

test("examples, documentation and explorer are there", async ({ open }) => {
  const page = await open("/graphiql");
  await expect(page.getByRole("tab")).toContainText(["Dashboard", "Editing", "Analysis"]);
  for (const tab of ["Dashboard", "Analysis"]) {
    await page.getByRole("button", { name: tab, exact: true }).click();
    await page.getByRole("button", { name: RUN }).click();
    await expect(page.locator(".graphiql-response")).toContainText('"data"');
    await expect(page.locator(".graphiql-response")).not.toContainText('"errors"');
  }
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await expect(page.getByText("Root Types")).toBeVisible();
  await page.getByRole("button", { name: /GraphiQL Explorer/ }).click();
  await expect(page.locator(".docExplorerWrap")).toContainText("initiatives");
  await accessible(page, "main");
  await page.screenshot({ path: "test-results/shown/graphiql.png" });
});

test("a subscription shows a change when it comes", async ({ open, server }) => {
  const page = await open("/graphiql");
  await page.getByRole("button", { name: "New tab" }).click();
  await write(page, "subscription { changes { subjectType action } }");
  await page.getByRole("button", { name: RUN }).click();
  await expect(page.getByRole("button", { name: /Stop query/ })).toBeVisible();
  await expect(async () => {
    await change(server, `mutation { createOrganisation(input: { name: { de: "Live" }, kind: OTHER }) { revision } }`);
    await expect(page.locator(".graphiql-response")).toContainText("ORGANISATION", { timeout: 1_000 });
  }).toPass();
});
