import { expect, test } from "vitest";
import { formatCredential, parseCredential, SCRAM_MECHANISMS, ScramError, scramCredential } from "./scram.ts";
import { type ScramServer, scramClient, scramServer } from "./scram-exchange.ts";

const SALT = Uint8Array.of(1, 2, 3, 4);

function server(mechanism: (typeof SCRAM_MECHANISMS)[number]): ScramServer {
  const credential = scramCredential(mechanism, "secret", SALT, 4096);
  return scramServer({
    mechanism,
    nonce: "server",
    findCredential: (user) => (user === "al,ice" ? credential : undefined),
  });
}

test.each(SCRAM_MECHANISMS)("%s: the right password passes, and both ends know it", (mechanism) => {
  const client = scramClient({ mechanism, user: "al,ice", password: "secret", nonce: "client" });
  const broker = server(mechanism);
  client.finish(broker.final(client.final(broker.first(client.first()))));
  expect(broker.user).toBe("al,ice");
  expect(broker.withToken).toBe(false);
});

test("a wrong password is refused by the server", () => {
  const mechanism = "SCRAM-SHA-256";
  const client = scramClient({ mechanism, user: "al,ice", password: "Secret", nonce: "client" });
  const broker = server(mechanism);
  const proof = client.final(broker.first(client.first()));
  expect(() => broker.final(proof)).toThrow("Invalid client credentials");
});

test("messages out of order are refused, not crashed on", () => {
  const broker = server("SCRAM-SHA-256");
  expect(() => broker.final("c=biws,r=x,p=AAAA")).toThrow(ScramError);
  const client = scramClient({ mechanism: "SCRAM-SHA-256", user: "u", password: "p", nonce: "n" });
  expect(() => client.finish("v=AAAA")).toThrow(ScramError);
  expect(() => client.finish("e=other-error")).toThrow(ScramError);
});

test("a credential's text form comes back", () => {
  const text = formatCredential(scramCredential("SCRAM-SHA-512", "secret", SALT, 4096));
  expect(formatCredential(parseCredential(text))).toBe(text);
});
