// What every reachable part of the drawing carries.

/** The drawing itself: a group of parts, found by the link that skips to it. SVG has no fieldset either. */
export const DRAWING = { role: "group", "data-drawing": "" } as const;

export interface ItemProps {
  readonly "data-kind": string;
  readonly "data-value": string;
  /** By spreading, as all of these: SVG has no button of its own. */
  readonly role: "button";
  readonly "aria-pressed"?: boolean;
  readonly tabIndex: number;
  readonly className: string | undefined;
}
