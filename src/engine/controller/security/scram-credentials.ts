// AlterUserScramCredentials (KIP-554): what the cluster keeps of passwords. The client has salted the password already;
// a user may be named once in a request.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AlterUserScramCredentials } from "../../protocol/schemas/51-alter-user-scram-credentials.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { credentialFromSalted, MIN_ITERATIONS, type ScramMechanism } from "../../security/scram.ts";
import { type ApiError, type ControllerState, type Decision, NO_ERROR } from "../decision.ts";
import { hasScram } from "../features/metadata-version.ts";
import type { MetadataImage } from "../image.ts";
import { javaMapOrder, javaStringHash } from "../topics/java-order.ts";

type AlterRequest = RequestOf<typeof AlterUserScramCredentials>;
type Deletion = AlterRequest["deletions"][number];
type Upsertion = AlterRequest["upsertions"][number];

export const SCRAM_MECHANISM_BY_TYPE: ReadonlyMap<number, ScramMechanism> = new Map([
  [1, "SCRAM-SHA-256"],
  [2, "SCRAM-SHA-512"],
]);

const MAX_ITERATIONS = 16_384;
const TWICE: ApiError = {
  code: ErrorCode.DUPLICATE_RESOURCE,
  message: "A user credential cannot be altered twice in the same request",
};
const KEYLESS: ApiError = { code: ErrorCode.UNKNOWN_SERVER_ERROR, message: null };

export function alterScramCredentials(
  { image }: ControllerState,
  { deletions, upsertions }: AlterRequest,
): Decision<ResponseInput<typeof AlterUserScramCredentials>> {
  const errors = new Map<string, ApiError>();
  const toDelete = new Map<string, Deletion>();
  const toUpsert = new Map<string, Upsertion>();
  const take = <T extends { readonly name: string }>(
    part: T,
    into: Map<string, T>,
    error: ApiError,
  ): void => {
    if (errors.has(part.name)) return;
    const isSecond = toDelete.delete(part.name) || toUpsert.delete(part.name);
    if (isSecond) errors.set(part.name, TWICE);
    else if (error.code !== ErrorCode.NONE) errors.set(part.name, error);
    else into.set(part.name, part);
  };
  for (const deletion of deletions) take(deletion, toDelete, deletionProblem(image, deletion));
  for (const upsertion of upsertions) take(upsertion, toUpsert, upsertionProblem(image, upsertion));

  const records: MetadataRecord[] = [];
  for (const name of inOrder(toDelete)) {
    const { mechanism } = toDelete.get(name)!;
    records.push(metadataRecord("RemoveUserScramCredentialRecord", 0, { name, mechanism }));
  }
  for (const name of inOrder(toUpsert)) {
    const upsertion = toUpsert.get(name)!;
    // No key can be made of nothing.
    if (upsertion.saltedPassword.length === 0) errors.set(name, KEYLESS);
    else records.push(credentialRecord(upsertion));
  }
  for (const [name] of errors) toUpsert.delete(name);
  const results = [...inOrder(toDelete), ...inOrder(toUpsert), ...inOrder(errors)].map((user) => {
    const { code, message } = errors.get(user) ?? NO_ERROR;
    return { user, errorCode: code, errorMessage: message };
  });
  return { records, response: { results } };
}

const inOrder = (byName: ReadonlyMap<string, unknown>): string[] =>
  javaMapOrder([...byName.keys()], javaStringHash);

function credentialRecord({ name, mechanism, salt, saltedPassword, iterations }: Upsertion): MetadataRecord {
  const known = SCRAM_MECHANISM_BY_TYPE.get(mechanism)!;
  const credential = credentialFromSalted(known, saltedPassword, salt, iterations);
  return metadataRecord("UserScramCredentialRecord", 0, { name, mechanism, ...credential });
}

function commonProblem(
  image: MetadataImage,
  { name, mechanism }: Pick<Upsertion, "name" | "mechanism">,
): ApiError {
  if (!hasScram(image.features)) {
    return {
      code: ErrorCode.UNSUPPORTED_VERSION,
      message: "The current metadata.version does not support SCRAM",
    };
  }
  if (name === "") return unacceptable("Username must not be empty");
  if (!SCRAM_MECHANISM_BY_TYPE.has(mechanism)) {
    return { code: ErrorCode.UNSUPPORTED_SASL_MECHANISM, message: "Unknown SCRAM mechanism" };
  }
  return NO_ERROR;
}

function deletionProblem(image: MetadataImage, deletion: Deletion): ApiError {
  const problem = commonProblem(image, deletion);
  if (problem !== NO_ERROR) return problem;
  if (image.scram.get(deletion.mechanism)?.has(deletion.name) === true) return NO_ERROR;
  return {
    code: ErrorCode.RESOURCE_NOT_FOUND,
    message: "Attempt to delete a user credential that does not exist",
  };
}

function upsertionProblem(image: MetadataImage, upsertion: Upsertion): ApiError {
  const problem = commonProblem(image, upsertion);
  if (problem !== NO_ERROR) return problem;
  if (upsertion.iterations < MIN_ITERATIONS) return unacceptable("Too few iterations");
  if (upsertion.iterations > MAX_ITERATIONS) return unacceptable("Too many iterations");
  return NO_ERROR;
}

const unacceptable = (message: string): ApiError => ({ code: ErrorCode.UNACCEPTABLE_CREDENTIAL, message });
