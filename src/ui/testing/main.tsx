// The page over the scripted workspace, to look at it without a cluster. Never built.
import { mount } from "../app/mount.tsx";
import { openFakeWorkspace } from "./fake-workspace.ts";

mount(async () => openFakeWorkspace);
