// Puts the page on the screen, over whatever opens workspaces.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { LoadOpener } from "../session/use-session.tsx";
import { startTheme } from "../theme/theme.ts";
import "../theme/fonts.css";
import "../theme/tokens.css";
import "../theme/base.css";
import { App } from "./app.tsx";

export function mount(loadOpener: LoadOpener): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no root element");
  startTheme();
  createRoot(root).render(
    <StrictMode>
      <App loadOpener={loadOpener} />
    </StrictMode>,
  );
}
