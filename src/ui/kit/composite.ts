// A widget of many parts that is one to assistive technology: it has the focus, the keys and the pointer, its parts have
// none. Spread on its element as a whole.
import type { KeyboardEvent, MouseEvent } from "react";

export interface CompositeNeeds<Part> {
  readonly role: "grid" | "tree" | "listbox";
  readonly label: string;
  /** Id of the part's element that the keys act on, when it is in sight. */
  readonly active: string | undefined;
  readonly partAt: (target: EventTarget) => Part | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPress: (part: Part, target: Element) => void;
  readonly onHover: (part: Part | null) => void;
}

export function composite<Part>(needs: CompositeNeeds<Part>) {
  const { role, label, active, partAt, onKeyDown, onPress, onHover } = needs;
  return {
    role,
    tabIndex: 0,
    "aria-label": label,
    "aria-activedescendant": active,
    onKeyDown,
    onClick(event: MouseEvent): void {
      const part = partAt(event.target);
      if (part !== null && event.target instanceof Element) onPress(part, event.target);
    },
    onMouseOver: (event: MouseEvent): void => onHover(partAt(event.target)),
    onMouseLeave: (): void => onHover(null),
  } as const;
}
