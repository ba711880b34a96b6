// The shell: top bar, routes, the one live region, the shortcuts of the whole page. Routes that need a cluster or an editor
// load by themselves: the first page carries neither.
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { useStore } from "zustand";
import { Home } from "../home/home.tsx";
import { useLanguage, useWords } from "../i18n/language.ts";
import { type LoadOpener, OpenerProvider } from "../session/use-session.tsx";
import { voice } from "./announce.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Palette } from "./palette.tsx";
import styles from "./shell.module.css";
import { Shortcuts } from "./shortcuts.tsx";
import { SkipLinks } from "./skip-links.tsx";
import { TopBar } from "./top-bar.tsx";

const LessonPage = lazy(async () => ({ default: (await import("../lesson/lesson-page.tsx")).LessonPage }));
const TimeLab = lazy(async () => ({ default: (await import("../storage-lab/time-lab.tsx")).TimeLab }));
const Playground = lazy(async () => ({ default: (await import("../playground/playground.tsx")).Playground }));

function LiveRegion() {
  const text = useStore(voice, (state) => state.text);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}

function NotFound() {
  const words = useWords();
  return (
    <main id="content" className={styles["message"]}>
      <p>{words.app.notFound}</p>
      <Link href="/" className={styles["link"]}>
        {words.app.toHome}
      </Link>
    </main>
  );
}

/** Whether keys typed now are text for something. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], .monaco-editor") !== null
  );
}

function usePageKeys(onShortcuts: () => void, onPalette: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.code === "KeyK") onPalette();
      else if (command && event.shiftKey && event.key === "Enter") document.getElementById("checks")?.focus();
      else if (event.key === "?" && !isTyping(event.target)) onShortcuts();
      else return;
      event.preventDefault();
    };
    // Captured: Monaco has a Ctrl+K of its own.
    addEventListener("keydown", onKeyDown, { capture: true });
    return () => removeEventListener("keydown", onKeyDown, { capture: true });
  }, [onShortcuts, onPalette]);
}

export function App({ loadOpener }: { readonly loadOpener: LoadOpener }) {
  const words = useWords();
  const language = useLanguage();
  const [sheet, setSheet] = useState<"none" | "shortcuts" | "palette">("none");
  const [showShortcuts] = useState(() => () => setSheet("shortcuts"));
  const [showPalette] = useState(() => () => setSheet("palette"));
  usePageKeys(showShortcuts, showPalette);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const hide = (): void => setSheet("none");
  return (
    <ErrorBoundary>
      <OpenerProvider load={loadOpener}>
        <Router hook={useHashLocation}>
          <SkipLinks />
          <TopBar onShortcuts={showShortcuts} onPalette={showPalette} />
          <Suspense
            fallback={
              <main id="content" aria-busy="true">
                <p className={styles["coming"]}>{words.app.loading}</p>
              </main>
            }
          >
            <Switch>
              <Route path="/" component={Home} />
              <Route path="/playground/*?" component={Playground} />
              <Route path="/lab/time" component={TimeLab} />
              <Route path="/lesson/:id/:step">
                {(params) => <LessonPage id={params.id} step={Number(params.step)} />}
              </Route>
              <Route component={NotFound} />
            </Switch>
          </Suspense>
          <Shortcuts open={sheet === "shortcuts"} onClose={hide} />
          <Palette open={sheet === "palette"} onClose={hide} />
          <LiveRegion />
        </Router>
      </OpenerProvider>
    </ErrorBoundary>
  );
}
