// Where the page begins.
import { mount } from "./app/mount.tsx";

mount(async () => (await import("../workers/page/open-workspace.ts")).openWorkspace);
