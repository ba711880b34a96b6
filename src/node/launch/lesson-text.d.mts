import type { Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "vite";

export function viteLessonText(): Plugin;
export function esbuildLessonText(): EsbuildPlugin;
