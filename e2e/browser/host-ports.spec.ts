// The ports of the browser host pass the same suites as those of every other host.
import { expect, test } from "@playwright/test";
import { visitHost } from "./open-host.ts";

test("disk, network, clock, rng and trace keep the contract of the ports", async ({ page }) => {
  await visitHost(page);
  const results = await page.evaluate(() => window.host.portSuites());
  expect(results.length).toBeGreaterThan(20);
  expect(results.filter(({ error }) => error !== null)).toEqual([]);
});
