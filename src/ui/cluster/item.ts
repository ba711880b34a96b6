// What every reachable part of the drawing carries.
import type { KeyboardEvent } from "react";

/** The drawing itself: a group of parts, found by the link that skips to it. SVG has no fieldset either. */
export const DRAWING = { role: "group", "data-drawing": "" } as const;

/** As a button is pressed: by pointer, Enter or the space bar. */
export interface PressedProps {
  readonly onClick: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export interface ItemProps {
  readonly "data-kind": string;
  readonly "data-value": string;
  /** By spreading, as all of these: SVG has no button of its own. */
  readonly role: "button";
  readonly "aria-pressed"?: boolean;
  readonly tabIndex: number;
  readonly className: string | undefined;
}
