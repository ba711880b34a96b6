// The part of the image that tells who may do what and how much: access control lists, SCRAM credentials, delegation
// tokens and client quotas.
import { toNumber } from "../base/long.ts";
import type { Uuid } from "../base/uuid.ts";
import type { MetadataRecord, MetadataRecordOf } from "../raft/metadata-record.ts";
import { DraftMap } from "./draft-map.ts";
import type {
  AclImage,
  ClientQuotaImage,
  DelegationTokenImage,
  MetadataImage,
  ScramCredentialImage,
} from "./image.ts";

type SecurityImage = Pick<MetadataImage, "acls" | "clientQuotas" | "scram" | "delegationTokens">;

export const EMPTY_SECURITY: SecurityImage = {
  acls: new Map(),
  clientQuotas: new Map(),
  scram: new Map(),
  delegationTokens: new Map(),
};

/** One text for one entity, in whatever order its parts were given. */
export function quotaKey(entity: ReadonlyMap<string, string | null>): string {
  return JSON.stringify([...entity].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type SecurityRecord = Extract<
  MetadataRecord,
  {
    type:
      | "AccessControlEntryRecord"
      | "RemoveAccessControlEntryRecord"
      | "UserScramCredentialRecord"
      | "RemoveUserScramCredentialRecord"
      | "DelegationTokenRecord"
      | "RemoveDelegationTokenRecord"
      | "ClientQuotaRecord";
  }
>;

export class SecurityDraft {
  private readonly acls: DraftMap<Uuid, AclImage>;
  private readonly clientQuotas: DraftMap<string, ClientQuotaImage>;
  private readonly scram: DraftMap<number, ReadonlyMap<string, ScramCredentialImage>>;
  private readonly delegationTokens: DraftMap<string, DelegationTokenImage>;

  constructor(base: SecurityImage) {
    this.acls = new DraftMap(base.acls);
    this.clientQuotas = new DraftMap(base.clientQuotas);
    this.scram = new DraftMap(base.scram);
    this.delegationTokens = new DraftMap(base.delegationTokens);
  }

  get current(): SecurityImage {
    return {
      acls: this.acls.current,
      clientQuotas: this.clientQuotas.current,
      scram: this.scram.current,
      delegationTokens: this.delegationTokens.current,
    };
  }

  replay(record: SecurityRecord): void {
    switch (record.type) {
      case "AccessControlEntryRecord":
        this.acls.writable.set(record.data.id, { ...record.data });
        return;
      case "RemoveAccessControlEntryRecord":
        this.acls.writable.delete(record.data.id);
        return;
      case "UserScramCredentialRecord":
        return this.putCredential(record.data);
      case "RemoveUserScramCredentialRecord":
        return this.removeCredential(record.data);
      case "DelegationTokenRecord":
        return this.putToken(record.data);
      case "RemoveDelegationTokenRecord":
        this.delegationTokens.writable.delete(record.data.tokenId);
        return;
      case "ClientQuotaRecord":
        return this.changeQuota(record.data);
    }
  }

  private putCredential(data: MetadataRecordOf<"UserScramCredentialRecord">["data"]): void {
    const { mechanism, name, salt, storedKey, serverKey, iterations } = data;
    const users = new Map(this.scram.current.get(mechanism));
    users.set(name, { salt, storedKey, serverKey, iterations });
    this.scram.writable.set(mechanism, users);
  }

  private removeCredential({
    mechanism,
    name,
  }: MetadataRecordOf<"RemoveUserScramCredentialRecord">["data"]): void {
    const users = new Map(this.scram.current.get(mechanism));
    users.delete(name);
    if (users.size === 0) this.scram.writable.delete(mechanism);
    else this.scram.writable.set(mechanism, users);
  }

  private putToken(data: MetadataRecordOf<"DelegationTokenRecord">["data"]): void {
    const { tokenId, owner, requester, renewers } = data;
    this.delegationTokens.writable.set(tokenId, {
      tokenId,
      owner,
      requester,
      renewers,
      issueMs: toNumber(data.issueTimestamp),
      maxMs: toNumber(data.maxTimestamp),
      expiryMs: toNumber(data.expirationTimestamp),
    });
  }

  private changeQuota(data: MetadataRecordOf<"ClientQuotaRecord">["data"]): void {
    const entity = new Map(data.entity.map(({ entityType, entityName }) => [entityType, entityName]));
    const key = quotaKey(entity);
    const before = this.clientQuotas.current.get(key);
    const values = new Map(before?.values);
    if (data.remove) values.delete(data.key);
    else values.set(data.key, data.value);
    if (values.size === 0) this.clientQuotas.writable.delete(key);
    else this.clientQuotas.writable.set(key, { entity: before?.entity ?? entity, values });
  }
}
