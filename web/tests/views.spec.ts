import { accessible, expect, fits, settled, test, windows } from "./browser.ts";

const views = {
  map: "/",
  state: "/?state=BW",
  timeline: "/timeline",
  network: "/network",
  search: "/search?q=industrie",
  initiative: "/initiatives/masterplan-industrie-frankfurt",
  organisation: "/organisations/dgb",
};

for (const [view, address] of Object.entries(views)) {
  for (const scheme of ["light", "dark"] as const) {
    test(`${view}, ${scheme}`, async ({ open }) => {
      const page = await open(address);
      await page.emulateMedia({ colorScheme: scheme });
      for (const [size, viewport] of Object.entries(windows)) {
        await page.setViewportSize(viewport);
        await settled(page);
        await page.screenshot({ path: `test-results/shown/${view}-${scheme}-${size}.png`, fullPage: true });
        await accessible(page);
        await fits(page);
      }
    });
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
