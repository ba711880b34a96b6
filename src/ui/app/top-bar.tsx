// The top bar: where one is, and what belongs to the whole page: search, theme, language, shortcuts.
import { ChevronRight, Keyboard, Monitor, Moon, Search, Sun } from "lucide-react";
import { Link, useRoute } from "wouter";
import { LESSONS } from "../../lessons/index.ts";
import { lessonProgress } from "../home/lesson-progress.ts";
import { setLanguage, useLanguage, useWords } from "../i18n/language.ts";
import { IconButton } from "../kit/button.tsx";
import { Toolbar } from "../kit/toolbar.tsx";
import { useProgress } from "../lesson/progress.ts";
import { setTheme, type ThemeChoice, useTheme } from "../theme/theme.ts";
import { Logo } from "./logo.tsx";
import { usePageTitle } from "./page-title.ts";
import styles from "./shell.module.css";

const NEXT_THEME: Readonly<Record<ThemeChoice, ThemeChoice>> = {
  system: "light",
  light: "dark",
  dark: "system",
};
const THEME_GLYPHS = { system: Monitor, light: Sun, dark: Moon } as const;

function Steps({ lesson, step }: { readonly lesson: (typeof LESSONS)[number]; readonly step: number }) {
  const words = useWords();
  const language = useLanguage();
  const steps = lessonProgress(useProgress(), lesson);
  return (
    <Toolbar label={words.lesson.step(step, lesson.steps.length)}>
      <ol className={styles["steps"]}>
        {lesson.steps.map((title, index) => (
          <li key={title.id}>
            <Link
              href={`/lesson/${lesson.id}/${index + 1}`}
              className={
                index + 1 === step ? styles["stepNow"] : steps[index]?.passed ? styles["stepDone"] : undefined
              }
              aria-current={index + 1 === step ? "step" : undefined}
              aria-label={`${index + 1}. ${title[language]}`}
              title={title[language]}
            >
              {index + 1}
            </Link>
          </li>
        ))}
      </ol>
    </Toolbar>
  );
}

function Place() {
  const words = useWords();
  const language = useLanguage();
  const [inLesson, params] = useRoute("/lesson/:id/:step");
  const [inPlayground] = useRoute("/playground/*?");
  const [inTimeLab] = useRoute("/lab/time");
  const [atHome] = useRoute("/");
  const lesson = inLesson ? LESSONS.find(({ id }) => id === params["id"]) : undefined;
  if (lesson !== undefined && inLesson) {
    return (
      <>
        <nav className={styles["crumbs"]} aria-label={words.app.here}>
          <Link href="/">{words.home.tracks[lesson.track]}</Link>
          <ChevronRight size={12} strokeWidth={1.5} aria-hidden="true" />
          <b>{lesson.title[language]}</b>
        </nav>
        <Steps lesson={lesson} step={Number(params["step"])} />
      </>
    );
  }
  return (
    <nav className={styles["tabs"]} aria-label={words.app.mainNav}>
      <Link href="/" aria-current={atHome ? "page" : undefined}>
        {words.app.learn}
      </Link>
      <Link href="/playground" aria-current={inPlayground ? "page" : undefined}>
        {words.app.playground}
      </Link>
      <Link href="/lab/time" aria-current={inTimeLab ? "page" : undefined}>
        {words.app.timeLab}
      </Link>
    </nav>
  );
}

export function TopBar({ onShortcuts, onPalette }: { onShortcuts(): void; onPalette(): void }) {
  const words = useWords();
  const language = useLanguage();
  const theme = useTheme();
  const ThemeGlyph = THEME_GLYPHS[theme];
  usePageTitle();
  return (
    <header className={styles["bar"]}>
      <Link href="/" className={styles["brand"]} aria-label={`${words.app.name}, ${words.app.home}`}>
        <Logo />
        <b>{words.app.name}</b>
      </Link>
      <Place />
      <Toolbar label={words.app.tools} className={styles["tools"]}>
        <button type="button" className={styles["search"]} aria-label={words.app.search} onClick={onPalette}>
          <Search size={16} strokeWidth={1.5} aria-hidden="true" />
          <span>{words.app.search}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <span className={styles["wideTool"]}>
          <IconButton label={words.app.shortcuts} onClick={onShortcuts}>
            <Keyboard size={16} strokeWidth={1.5} />
          </IconButton>
        </span>
        <IconButton
          label={`${words.app.theme}: ${words.app.themes[theme]}`}
          onClick={() => setTheme(NEXT_THEME[theme])}
        >
          <ThemeGlyph size={16} strokeWidth={1.5} />
        </IconButton>
        <button
          type="button"
          className={styles["language"]}
          lang={language === "ko" ? "en" : "ko"}
          aria-label={words.app.switchLanguage}
          title={words.app.switchLanguage}
          onClick={() => setLanguage(language === "ko" ? "en" : "ko")}
        >
          {words.app.languageMark}
        </button>
      </Toolbar>
    </header>
  );
}
