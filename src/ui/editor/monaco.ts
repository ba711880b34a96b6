// Monaco, loaded only when an editor is wanted, and only the parts that a short program needs. One language service for
// all editors, fed with the learner's API as the client library declares it. Code lenses and drops are not wanted, but
// the language service brings them with it later, and services must be known before the first editor is made.
import "monaco-editor/features/bracketMatching/register.js";
import "monaco-editor/features/caretOperations/register.js";
import "monaco-editor/features/clipboard/register.js";
import "monaco-editor/features/codicon/register.js";
import "monaco-editor/features/codelens/register.js";
import "monaco-editor/features/comment/register.js";
import "monaco-editor/features/contextmenu/register.js";
import "monaco-editor/features/cursorUndo/register.js";
import "monaco-editor/features/dropOrPasteInto/register.js";
import "monaco-editor/features/find/register.js";
import "monaco-editor/features/gotoError/register.js";
import "monaco-editor/features/hover/register.js";
import "monaco-editor/features/indentation/register.js";
import "monaco-editor/features/lineSelection/register.js";
import "monaco-editor/features/linesOperations/register.js";
import "monaco-editor/features/multicursor/register.js";
import "monaco-editor/features/parameterHints/register.js";
import "monaco-editor/features/snippet/register.js";
import "monaco-editor/features/suggest/register.js";
import "monaco-editor/features/toggleTabFocusMode/register.js";
import "monaco-editor/features/tokenization/register.js";
import "monaco-editor/features/wordHighlighter/register.js";
import "monaco-editor/features/wordOperations/register.js";
import "monaco-editor/languages/definitions/typescript/register.js";
import EditorWorker from "monaco-editor/editor/editor.worker.js?worker";
import { editor, KeyCode, KeyMod, MarkerSeverity, Uri } from "monaco-editor/editor.js";
import TypeScriptWorker from "monaco-editor/language/typescript/ts.worker.js?worker";
import * as typescript from "monaco-editor/languages/features/typescript/register.js";
import { isDark, onThemeChange, tokenColour } from "../theme/theme.ts";
import type { CodeMarker } from "./code-editor.tsx";
import { samsaTypings } from "./typings.ts";

export interface EditorHandle {
  setText(fileName: string, text: string): void;
  setMarker(marker: CodeMarker | null): void;
  reveal(line: number): void;
  focusAt(start: number, end: number): void;
  dispose(): void;
}

export interface EditorOptions {
  readonly fileName: string;
  readonly value: string;
  readonly ariaLabel: string;
  onChange(value: string): void;
  onRun(): void;
}

const THEME = "samsa";
const MARKERS = "program";

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) =>
    label === "typescript" ? new TypeScriptWorker() : new EditorWorker(),
};

/** `rgb(29, 42, 69)` as Monaco wants it: `1d2a45`. */
function hex(token: string): string {
  const numbers = tokenColour(token).match(/\d+(\.\d+)?/g) ?? ["0", "0", "0"];
  return numbers
    .slice(0, 3)
    .map((part) => Math.round(Number(part)).toString(16).padStart(2, "0"))
    .join("");
}

function applyTheme(): void {
  const ink = (token: string): string => `#${hex(token)}`;
  editor.defineTheme(THEME, {
    base: isDark() ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "", foreground: hex("text") },
      { token: "keyword", foreground: hex("controller") },
      { token: "string", foreground: hex("client") },
      { token: "type", foreground: hex("accent") },
      { token: "comment", foreground: hex("text-3") },
      { token: "number", foreground: hex("text") },
      { token: "delimiter", foreground: hex("text-2") },
      { token: "identifier", foreground: hex("text") },
    ],
    colors: {
      "editor.background": ink("surface"),
      "editor.foreground": ink("text"),
      "editorLineNumber.foreground": ink("text-3"),
      "editorLineNumber.activeForeground": ink("text"),
      "editor.selectionBackground": ink("accent-weak"),
      "editor.lineHighlightBackground": ink("bg"),
      "editorCursor.foreground": ink("text"),
      "editorWidget.background": ink("raised"),
      "editorWidget.border": ink("line"),
      "editorSuggestWidget.background": ink("raised"),
      "editorSuggestWidget.selectedBackground": ink("accent-weak"),
      "editorSuggestWidget.selectedForeground": ink("text"),
      "editorHoverWidget.background": ink("raised"),
      "editorError.foreground": ink("offline"),
      "editorWarning.foreground": ink("oos"),
      focusBorder: ink("accent"),
    },
  });
  editor.setTheme(THEME);
}

let prepared: Promise<void> | null = null;

function prepare(): Promise<void> {
  prepared ??= (async () => {
    const { typescriptDefaults, ScriptTarget, ModuleKind, ModuleResolutionKind } = typescript;
    typescriptDefaults.setCompilerOptions({
      target: ScriptTarget.ESNext,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.NodeJs,
      lib: ["es2023"],
      strict: true,
      noEmit: true,
      allowNonTsExtensions: true,
    });
    // Top-level await is what programs are made of; a file without an import is still a module here.
    typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: [1375, 1378] });
    typescriptDefaults.setExtraLibs(await samsaTypings());
    applyTheme();
    onThemeChange(applyTheme);
  })();
  return prepared;
}

function modelUri(fileName: string): Uri {
  return Uri.parse(`file:///programs/${fileName}`);
}

export async function mountEditor(box: HTMLElement, options: EditorOptions): Promise<EditorHandle> {
  await prepare();
  let model = editor.createModel(options.value, "typescript", freshUri(options.fileName));
  let fileName = options.fileName;
  const instance = editor.create(box, {
    model,
    ariaLabel: options.ariaLabel,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
    fontSize: 13,
    lineHeight: 21,
    padding: { top: 12, bottom: 12 },
    minimap: { enabled: false },
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 12,
    glyphMargin: false,
    folding: false,
    overviewRulerLanes: 0,
    scrollBeyondLastLine: false,
    renderLineHighlight: "none",
    tabSize: 2,
    fixedOverflowWidgets: true,
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
    guides: { indentation: false, bracketPairs: false },
    unicodeHighlight: { ambiguousCharacters: false },
  });
  const plainBrackets = (): void =>
    model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
  plainBrackets();
  instance.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, options.onRun);
  // Escape, then Tab: from here on Tab moves the focus, until the editor gets it again.
  let leaving = false;
  instance.onKeyDown((event) => {
    if (event.keyCode === KeyCode.Escape) leaving = true;
    else if (event.keyCode === KeyCode.Tab && leaving) event.stopPropagation();
    else if (event.keyCode !== KeyCode.Shift) leaving = false;
  });
  box.addEventListener(
    "keydown",
    (event) => {
      // Ahead of Monaco, which would indent: the browser itself moves the focus.
      if (event.key === "Tab" && leaving) event.stopPropagation();
    },
    { capture: true },
  );
  instance.onDidFocusEditorText(() => {
    leaving = false;
  });
  let ours = false;
  instance.onDidChangeModelContent(() => {
    if (ours) return;
    editor.setModelMarkers(model, MARKERS, []);
    options.onChange(model.getValue());
  });

  return {
    setText(nextName, text) {
      if (nextName !== fileName) {
        const old = model;
        fileName = nextName;
        model = editor.createModel(text, "typescript", freshUri(nextName));
        plainBrackets();
        instance.setModel(model);
        old.dispose();
        return;
      }
      if (text === model.getValue()) return;
      ours = true;
      // As an edit, so that undo brings back what was there.
      instance.executeEdits("page", [{ range: model.getFullModelRange(), text }]);
      instance.pushUndoStop();
      ours = false;
    },
    setMarker(marker) {
      editor.setModelMarkers(
        model,
        MARKERS,
        marker === null || marker.line > model.getLineCount()
          ? []
          : [
              {
                severity: MarkerSeverity.Error,
                message: marker.message,
                startLineNumber: marker.line,
                endLineNumber: marker.line,
                startColumn: model.getLineFirstNonWhitespaceColumn(marker.line) || 1,
                endColumn: model.getLineMaxColumn(marker.line),
              },
            ],
      );
    },
    reveal(line) {
      instance.revealLineInCenter(line);
      instance.setPosition({ lineNumber: line, column: 1 });
      instance.focus();
    },
    focusAt(start, end) {
      const from = model.getPositionAt(start);
      const to = model.getPositionAt(end);
      instance.setSelection({
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      });
      instance.focus();
    },
    dispose() {
      instance.dispose();
      model.dispose();
    },
  };
}

/** A name may be open in an editor that is about to go. */
function freshUri(fileName: string): Uri {
  const uri = modelUri(fileName);
  editor.getModel(uri)?.dispose();
  return uri;
}
