import { expect, settled, test as base } from "./browser.ts";
import { serve } from "./server.ts";

/** As `buendnis generate` makes it; the same on every machine. */
const REGISTER = ["--initiatives", "800", "--organisations", "3000", "--participations", "15000", "--seed", "7"];

/** What a page may ask for at one time, whatever the size of the register. */
const MOST_BYTES = 400_000;

const test = base.extend<object, object>({
  server: [
    async ({}, use) => {
      const server = await serve(REGISTER);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

for (const address of ["/", "/?state=NW", "/timeline", "/network", "/search?q=metall"]) {
  test(`of a large register ${address} asks for what it shows`, async ({ open, context }) => {
    const sizes: Promise<number>[] = [];
    context.on("response", response => {
      if (response.url().endsWith("/graphql")) sizes.push(response.body().then(body => body.length));
    });
    const page = await open(address);
    await settled(page);
    const largest = Math.max(...(await Promise.all(sizes)));
    console.log(`${address}: ${sizes.length} answers, the largest has ${largest} bytes`);
    expect(largest).toBeLessThan(MOST_BYTES);
    await page.screenshot({ path: `test-results/shown/large${address.replace(/\W+/g, "-")}.png` });
  });
}
