// One place to press Tab for a group of controls, however many they are: within it the arrow keys go on to the nearest
// control in their direction, Home and End to the first and the last. It is told to an element rather than to its parts, so
// that a list of a hundred events needs no hundred props, and what comes and goes is noticed as it does.
import { type RefObject, useEffect, useRef } from "react";
import { nearest } from "./nearest.ts";

const CONTROLS = "button:not(:disabled), a[href], summary";
/** Where Tab arrives; without such a one, where the focus was last. */
const CHOSEN = "[aria-pressed=true], [aria-current]:not([aria-current=false]), [aria-selected=true]";

const isFolded = (control: Element): boolean =>
  !control.matches("summary") && control.closest("details:not([open])") !== null;

function keepOneTabStop(group: HTMLElement): () => void {
  let held: HTMLElement | null = null;
  let heldAt = 0;
  /** Nobody has taken the focus from it: if it goes, so does the focus. */
  let isFocused = false;
  const controls = (): HTMLElement[] =>
    [...group.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => !isFolded(control));

  function settle(): void {
    const all = controls();
    if (held === null || !all.includes(held)) {
      const left = held;
      held = null;
      // What was pressed has made itself superfluous: the person goes on from what took its place. One that is disabled
      // has the focus until the next frame.
      if (isFocused && (document.activeElement === document.body || document.activeElement === left))
        all[Math.min(heldAt, all.length - 1)]?.focus();
      isFocused &&= held !== null;
    } else heldAt = all.indexOf(held);
    const chosen = all.find((control) => control.matches(CHOSEN));
    const stop = (group.contains(document.activeElement) ? held : chosen) ?? held ?? all[0];
    for (const control of all) {
      const tabIndex = control === stop ? 0 : -1;
      if (control.tabIndex !== tabIndex) control.tabIndex = tabIndex;
    }
  }

  function onFocus({ target }: FocusEvent): void {
    const control = target instanceof Element ? target.closest<HTMLElement>(CONTROLS) : null;
    if (control === null) return;
    held = control;
    isFocused = true;
    settle();
  }

  function onBlur(): void {
    const left = held;
    // An element that is about to be removed is told of it while it still stands.
    queueMicrotask(() => {
      const stands = left?.isConnected === true && !left.matches(":disabled");
      if (stands && left === held && left !== document.activeElement) isFocused = false;
    });
    settle();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>(CONTROLS) : null;
    if (from === null || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = controls();
    const next =
      event.key === "Home" ? all[0] : event.key === "End" ? all.at(-1) : nearest(all, from, event.key);
    if (next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  const changes = new MutationObserver(settle);
  changes.observe(group, {
    childList: true,
    subtree: true,
    attributeFilter: ["disabled", "open", "aria-pressed", "aria-current", "aria-selected"],
  });
  group.addEventListener("focusin", onFocus);
  group.addEventListener("focusout", onBlur);
  group.addEventListener("keydown", onKeyDown);
  settle();
  return () => {
    changes.disconnect();
    group.removeEventListener("focusin", onFocus);
    group.removeEventListener("focusout", onBlur);
    group.removeEventListener("keydown", onKeyDown);
  };
}

/** For the element around the controls. */
export function useRoving<T extends HTMLElement>(): RefObject<T | null> {
  const group = useRef<T>(null);
  useEffect(() => (group.current === null ? undefined : keepOneTabStop(group.current)), []);
  return group;
}
