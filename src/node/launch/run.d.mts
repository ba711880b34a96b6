/** Bundles `entry` and gives the path of the runnable file. */
export function bundle(entry: string): Promise<string>;
