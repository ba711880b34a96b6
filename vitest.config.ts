import { defineConfig } from "vitest/config";
import { viteLessonText } from "./src/node/launch/lesson-text.mjs";

export default defineConfig({
  plugins: [viteLessonText()],
  test: {
    include: ["src/**/*.test.{ts,tsx}", "e2e/**/*.test.ts"],
    pool: "threads",
    testTimeout: 60_000,
  },
});
