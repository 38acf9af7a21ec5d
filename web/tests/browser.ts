import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
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

/** Fails with whatever axe finds; `except` is a part of the page that is not ours. */
export async function accessible(page: Page, except?: string) {
  const axe = new AxeBuilder({ page });
  if (except) axe.exclude(except);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/** Waits until everything that was asked for is shown, and nothing went wrong. */
export async function settled(page: Page) {
  await page.waitForLoadState("networkidle");
  await expect(page.locator("[role=alert]")).toHaveCount(0);
}
