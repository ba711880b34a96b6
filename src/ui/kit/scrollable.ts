/** What scrolls and holds nothing to press must be reachable without a pointer: put on the element that scrolls. */
export const SCROLLABLE = { tabIndex: 0 } as const;
