import type { Plugin } from "esbuild";

/** Bundles `entry` (relative to the project) and gives the path of the runnable file. */
export function bundle(entry: string, plugins?: readonly Plugin[]): Promise<string>;
