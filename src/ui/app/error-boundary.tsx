// When drawing the page fails: what is safe, in the language chosen, and the error to copy. The cluster's workers live
// on; only this screen is gone.
import { Component, type ErrorInfo, type ReactNode, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import styles from "./shell.module.css";

function Crashed({ report }: { readonly report: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <main className={styles["message"]} role="alert">
      <p>{words.app.crashed}</p>
      <pre>{report}</pre>
      <div className={styles["messageEnd"]}>
        <Button look="primary" onClick={() => location.reload()}>
          {words.app.reload}
        </Button>
        <Button
          onClick={() => {
            navigator.clipboard.writeText(report).then(
              () => setCopied(true),
              () => setCopied(false),
            );
          }}
        >
          {copied ? words.app.copied : words.app.copyReport}
        </Button>
      </div>
    </main>
  );
}

export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly report: string | null }
> {
  override state = { report: null };

  static getDerivedStateFromError(error: unknown): { readonly report: string } {
    return {
      report:
        error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ""}` : String(error),
    };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { report } = this.state;
    return report === null ? this.props.children : <Crashed report={report} />;
  }
}
