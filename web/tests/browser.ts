import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type BrowserContext, type Page } from "@playwright/test";
import { serve, type Server } from "./server.ts";

/** Everything a page did that it should not have. */
function watch(page: Page, host: string): string[] {
  const wrong: string[] = [];
  page.on("console", message => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", error => wrong.push(`uncaught: ${error.stack}`));
  page.on("request", request => {
    const address = new URL(request.url());
    if (!["data:", "blob:"].includes(address.protocol) && address.host !== host) wrong.push(`another host: ${address}`);
  });
  page.on("websocket", socket => new URL(socket.url()).host !== host && wrong.push(`another host: ${socket.url()}`));
  return wrong;
}

interface Fixtures {
  /** Opens a page that fails the test with an error on its console, an uncaught one, or a request to another host. */
  open(address: string): Promise<Page>;
}

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await serve();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  open: async ({ context, server }, use) => {
    const wrong: string[] = [];
    const watched: string[][] = [wrong];
    await use(async address => {
      const page = await context.newPage();
      watched.push(watch(page, new URL(server.address).host));
      await page.goto(server.address + address);
      return page;
    });
    expect(watched.flat()).toEqual([]);
  },
});

export { expect };

/** Fails with whatever axe finds, but for what breaks the rules of `unless`. */
export async function accessible(page: Page, unless: string[] = []) {
  const { violations } = await new AxeBuilder({ page }).disableRules(unless).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/** The window of a computer and that of a phone. */
export const windows = { wide: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };

export async function fits(page: Page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, "nothing wider than the window").toBeLessThanOrEqual(0);
}

/** Waits until everything that was asked for is shown, and nothing went wrong. */
export async function settled(page: Page) {
  await page.waitForLoadState("networkidle");
  await expect(page.locator("[role=alert]")).toHaveCount(0);
}

/** Has the pages that are opened from now on note when something is drawn that matches `selector`. */
export function noteWhenDrawn(context: BrowserContext, selector: string) {
  return context.addInitScript(selector => {
    const watching = new MutationObserver(() => {
      if (!document.querySelector(selector)) return;
      watching.disconnect();
      requestAnimationFrame(() => performance.mark("drawn"));
    });
    watching.observe(document, { childList: true, subtree: true, attributes: true });
  }, selector);
}

/** How many milliseconds it took from the address to what was to be noted. */
export async function drawnAfter(page: Page): Promise<number> {
  const mark = await page.waitForFunction(() => performance.getEntriesByName("drawn")[0]?.startTime);
  return Math.round((await mark.jsonValue())!);
}

/** Runs what stands in the editor of GraphiQL, which until it is there knows of nothing to run. */
export async function run(page: Page) {
  await expect(page.locator(".graphiql-query-editor .view-line").first()).not.toBeEmpty();
  await page.getByRole("button", { name: "Execute query" }).click();
}
