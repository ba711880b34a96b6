// Light, dark, or as the system has it; kept between visits and put on the root element for CSS to read.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { keep, readKept } from "../session/kept.ts";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "theme";
const isChoice = (value: unknown): value is ThemeChoice =>
  value === "system" || value === "light" || value === "dark";

const themeStore = createStore<{ readonly choice: ThemeChoice }>(() => ({
  choice: readKept(KEY, (value) => (isChoice(value) ? value : null)) ?? "system",
}));

function apply(choice: ThemeChoice): void {
  const { dataset } = document.documentElement;
  if (choice === "system") delete dataset["theme"];
  else dataset["theme"] = choice;
}

export function startTheme(): void {
  apply(themeStore.getState().choice);
}

export function setTheme(choice: ThemeChoice): void {
  keep(KEY, choice);
  apply(choice);
  themeStore.setState({ choice });
}

export function useTheme(): ThemeChoice {
  return useStore(themeStore, (state) => state.choice);
}

/** Calls back whenever what is on screen turns dark or light, by choice or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const stop = themeStore.subscribe(listener);
  media.addEventListener("change", listener);
  return () => {
    stop();
    media.removeEventListener("change", listener);
  };
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
}

/** The value that a token has now, as a colour that canvas and Monaco understand: `rgb(…)`. */
export function tokenColour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  probe.style.display = "none";
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
