import { expect, test } from "vitest";
import { type AclBinding, type AclFilter, matchesAcl } from "./acl-filter.ts";
import { AclOperation, AclResource, PatternType, PermissionType } from "./acl-names.ts";

const binding = (over: Partial<AclBinding> = {}): AclBinding => ({
  resourceType: AclResource.TOPIC,
  resourceName: "orders",
  patternType: PatternType.LITERAL,
  principal: "User:alice",
  host: "*",
  operation: AclOperation.READ,
  permissionType: PermissionType.ALLOW,
  ...over,
});

const filter = (over: Partial<AclFilter> = {}): AclFilter => ({
  resourceType: AclResource.ANY,
  resourceName: null,
  patternType: PatternType.ANY,
  principal: null,
  host: null,
  operation: AclOperation.ANY,
  permissionType: PermissionType.ANY,
  ...over,
});

const prefix = binding({ resourceName: "ord", patternType: PatternType.PREFIXED });
const wildcard = binding({ resourceName: "*" });

test.each([
  ["anything", filter(), [true, true, true]],
  [
    "a literal name",
    filter({ patternType: PatternType.LITERAL, resourceName: "orders" }),
    [true, false, false],
  ],
  [
    "a prefix by its own name",
    filter({ patternType: PatternType.PREFIXED, resourceName: "ord" }),
    [false, true, false],
  ],
  [
    "what is about a name",
    filter({ patternType: PatternType.MATCH, resourceName: "orders" }),
    [true, true, true],
  ],
  [
    "what is about another name",
    filter({ patternType: PatternType.MATCH, resourceName: "x" }),
    [false, false, true],
  ],
  ["a name, whatever the pattern", filter({ resourceName: "orders" }), [true, false, false]],
  ["another principal", filter({ principal: "User:bob" }), [false, false, false]],
  ["another host", filter({ host: "10.0.0.1" }), [false, false, false]],
  ["another operation", filter({ operation: AclOperation.WRITE }), [false, false, false]],
  ["another permission", filter({ permissionType: PermissionType.DENY }), [false, false, false]],
  ["another resource", filter({ resourceType: AclResource.GROUP }), [false, false, false]],
])("a filter for %s", (_what, given, expected) => {
  expect([binding(), prefix, wildcard].map((acl) => matchesAcl(given, acl))).toEqual(expected);
});
