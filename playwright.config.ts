// Browser tests run against the build, with the system's Chromium (e2e/install-tools.sh), one at a time.
import { defineConfig } from "@playwright/test";

const PORT = 4_174;
/** A server that runs already, to save the build while tests are written. */
const RUNNING = process.env["SAMSA_URL"];
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e/browser",
  testMatch: "**/*.spec.ts",
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: RUNNING ?? `http://localhost:${PORT}/`,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      // Chromium refuses its own sandbox when started by root.
      args: isRoot ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"],
    },
    trace: "retain-on-failure",
  },
  ...(RUNNING === undefined && {
    webServer: {
      command: `node e2e/browser/serve.mjs ${PORT}`,
      url: `http://localhost:${PORT}/e2e/browser/pages/host.html`,
      timeout: 180_000,
      reuseExistingServer: false,
    },
  }),
});
