import { accessible, expect, settled, test } from "./browser.ts";

const views = {
  map: "/",
  state: "/?state=BW",
  timeline: "/timeline",
  network: "/network",
  search: "/search?q=industrie",
  initiative: "/initiatives/masterplan-industrie-frankfurt",
  organisation: "/organisations/dgb",
};

const sizes = { wide: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };

for (const [view, address] of Object.entries(views)) {
  for (const scheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`${view}, ${scheme}, ${size}`, async ({ open }) => {
        const page = await open(address);
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize(viewport);
        await settled(page);
        await page.screenshot({ path: `test-results/shown/${view}-${scheme}-${size}.png`, fullPage: true });
        await accessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, "nothing wider than the window").toBeLessThanOrEqual(0);
      });
    }
  }
}

test("English", async ({ open }) => {
  const page = await open("/");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Map of the states" })).toBeVisible();
  await expect(page).toHaveURL(/lang=en/);
  await page.getByRole("link", { name: "Time line" }).click();
  await settled(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { name: "Course of initiatives and events" })).toBeVisible();
});
