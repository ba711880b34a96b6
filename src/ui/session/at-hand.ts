// The session of the page that is open, for what stands outside of pages: the search.
import { createStore } from "zustand/vanilla";
import type { Session } from "./session.ts";

export const sessionAtHand = createStore<{ readonly session: Session | null }>(() => ({ session: null }));
