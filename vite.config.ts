import { existsSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { programSandbox } from "./src/node/build/program-sandbox.ts";
import { securityPolicy } from "./src/node/build/security-policy.ts";
import { viteLessonText } from "./src/node/launch/lesson-text.mjs";

const root = import.meta.dirname;

/** Pages that only tests open; their build goes elsewhere (playwright.config.ts). */
const testPages = { host: resolve(root, "e2e/browser/pages/host.html") };

export default defineConfig(({ mode }) => {
  const page = resolve(root, "index.html");
  const forTests = mode === "browser-tests";
  const app = existsSync(page) ? { index: page } : {};
  return {
    // Any folder of any static host will do.
    base: "./",
    plugins: [
      react(),
      viteLessonText(),
      programSandbox(forTests ? "e2e/browser/pages/program-runtime.ts" : "src/workers/program/runtime.ts"),
      securityPolicy(),
    ],
    worker: { format: "es" },
    // Packages that only workers import are found when the server starts. Found later, they would reload the page, and
    // a program that runs would end without a word.
    optimizeDeps: { entries: ["index.html", "src/workers/**/*.worker.ts"] },
    build: {
      target: "es2022",
      // Lazy chunks are large (the editor); the budgets of what loads first are in package.json (size-limit).
      chunkSizeWarningLimit: 5_000,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: forTests ? { ...app, ...testPages } : app,
      },
    },
  };
});
