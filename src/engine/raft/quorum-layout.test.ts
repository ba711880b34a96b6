import { expect, test } from "vitest";
import { quorumLayout } from "./quorum-layout.ts";

const voters = [
  { id: 3001, host: "c1", port: 9093 },
  { id: 3002, host: "c2", port: 9093 },
];
const bootstrap = (servers?: string) =>
  quorumLayout({ voters }, servers === undefined ? {} : { "controller.quorum.bootstrap.servers": servers })
    .bootstrap;

test("whoever knows no leader asks the first voters, or the servers that are configured", () => {
  expect(bootstrap()).toEqual(voters);
  expect(bootstrap("")).toEqual(voters);
  expect(bootstrap("c2:9093, c4:9094,[::1]:9095")).toEqual([
    { id: 3002, host: "c2", port: 9093 },
    { id: -3, host: "c4", port: 9094 },
    { id: -4, host: "::1", port: 9095 },
  ]);
});
