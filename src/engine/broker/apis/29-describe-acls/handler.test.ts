import { expect, test } from "vitest";
import { CLOSE_CONNECTION } from "../../../net/server.ts";
import { DescribeAcls } from "../../../protocol/schemas/29-describe-acls.ts";
import { metadataRecord } from "../../../raft/metadata-record.ts";
import { answer, call, testBroker } from "../../testing/test-broker.ts";
import { describeAclsHandler } from "./handler.ts";

const acl = (resourceName: string, id: string, operation: number) =>
  metadataRecord("AccessControlEntryRecord", 0, {
    ...{ id, resourceType: 2, resourceName, patternType: 3 },
    ...{ principal: "User:alice", host: "*", operation, permissionType: 3 },
  });

const security = [
  acl("t", "emUjZGk7TcSocccBh83Zzw", 3),
  acl("t", "OF1pOv7FTE-JwbpGsJsfdg", 4),
  acl("u", "70iuZvNTTjq3IAFTV2MnBA", 3),
];
const EVERYTHING = {
  ...{ resourceTypeFilter: 1, resourceNameFilter: null, patternTypeFilter: 1 },
  ...{ principalFilter: null, hostFilter: null, operation: 1, permissionType: 1 },
};
const properties = { "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer" };

test("without an authorizer there are no access control lists", async () => {
  const handler = describeAclsHandler(testBroker({ security }));
  expect(await answer(handler, DescribeAcls, 3, EVERYTHING)).toMatchObject({
    errorCode: 54,
    errorMessage: "No Authorizer is configured.",
    resources: [],
  });
});

test("bindings are gathered by what they are about", async () => {
  const handler = describeAclsHandler(testBroker({ security }, { properties }));
  const { resources } = await answer(handler, DescribeAcls, 3, EVERYTHING);
  expect(resources.map(({ resourceName, acls }) => [resourceName, acls.length])).toEqual([
    ["t", 2],
    ["u", 1],
  ]);
  const some = await answer(handler, DescribeAcls, 1, { ...EVERYTHING, resourceNameFilter: "u" });
  expect(some.resources).toMatchObject([
    { resourceName: "u", acls: [{ principal: "User:alice", host: "*" }] },
  ]);
});

test("a filter that means nothing costs the connection", async () => {
  const handler = describeAclsHandler(testBroker({}, { properties }));
  expect(await call(handler, DescribeAcls, 3, { ...EVERYTHING, operation: 99 })).toBe(CLOSE_CONNECTION);
});
