import { drawnAfter, expect, noteWhenDrawn, settled, test as base } from "./browser.ts";
import { serve } from "./server.ts";

/**
 * As `buendnis generate` makes it; the same on every machine. With BUENDNIS_FULL_REGISTER=yes all that it makes if it is not
 * told otherwise: 20,000 initiatives, 50,000 organisations, 400,000 participations.
 */
const REGISTER = process.env.BUENDNIS_FULL_REGISTER
  ? []
  : ["--initiatives", "800", "--organisations", "3000", "--participations", "15000", "--seed", "7"];

/** What a page may ask for at one time, whatever the size of the register. */
const MOST_BYTES = 400_000;

const test = base.extend<object, object>({
  server: [
    async ({}, use) => {
      const server = await serve(REGISTER);
      await use(server);
      await server.stop();
    },
    // The full register takes a while to make.
    { scope: "worker", timeout: 300_000 },
  ],
});

/** The views, and what of each is drawn last. */
const views = {
  "/": ".germany a path[class=q5]",
  "/?state=NW": ".side .list li",
  "/timeline": ".lanes a",
  "/network": ".dot",
  "/search?q=metall": ".hits li",
};

for (const [address, drawn] of Object.entries(views)) {
  test(`of a large register ${address} asks for what it shows`, async ({ open, context }) => {
    const sizes: Promise<number>[] = [];
    context.on("response", response => {
      if (response.url().endsWith("/graphql")) sizes.push(response.body().then(body => body.length));
    });
    await noteWhenDrawn(context, drawn);
    const page = await open(address);
    const ms = await drawnAfter(page);
    await settled(page);
    const largest = Math.max(...(await Promise.all(sizes)));
    console.log(`${address}: drawn after ${ms} ms, ${sizes.length} answers, the largest has ${largest} bytes`);
    expect(largest).toBeLessThan(MOST_BYTES);
    await page.screenshot({ path: `test-results/shown/large${address.replace(/\W+/g, "-")}.png` });
  });
}
