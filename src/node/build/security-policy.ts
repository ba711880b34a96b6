// The Content-Security-Policy of the page, as a <meta> for any static host and as a header where we serve it ourselves.
// The frame of the programs has its own, much narrower one (program-sandbox.ts).
import type { Plugin } from "vite";

const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
].join("; ");

/** Only in the build: the development server puts scripts of its own into the page. */
export function securityPolicy(): Plugin {
  return {
    name: "samsa-security-policy",
    transformIndexHtml: {
      order: "post",
      handler(_html, { server }) {
        if (server !== undefined) return [];
        const attrs = { "http-equiv": "Content-Security-Policy", content: PAGE_POLICY };
        return [{ tag: "meta", attrs, injectTo: "head-prepend" }];
      },
    },
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? "/", "http://localhost").pathname;
        // The sandbox document says itself what it may do; here it is only kept from being opened outside its frame
        // with our origin.
        const isSandbox = path.endsWith("/sandbox.html");
        response.setHeader("Content-Security-Policy", isSandbox ? "sandbox allow-scripts" : PAGE_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        next();
      });
    },
  };
}
