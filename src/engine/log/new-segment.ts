// A new segment of a log, with its files at their full size, and with the jitter by which logs that began together do not
// all roll together.
import { randomBelow } from "../base/random.ts";
import { SEGMENT_SUFFIXES, segmentFile } from "./file-names.ts";
import type { LogConfig } from "./log.ts";
import type { LogPorts } from "./log-ports.ts";
import { Segment, type SegmentPlace } from "./segment.ts";

export function segmentPlace(
  ports: LogPorts,
  directory: string,
  baseOffset: number,
  config: LogConfig,
  fileSuffix: string,
): SegmentPlace {
  const jitter = Math.min(config.segmentJitterMs, config.segmentMs);
  const rollJitterMs = jitter > 0 ? randomBelow(ports.rng, jitter) : 0;
  return {
    disk: ports.disk,
    directory,
    baseOffset,
    nowMs: ports.clock.wallMs(),
    rollJitterMs,
    fileSuffix,
  };
}

/** An empty segment. Files that somebody left under its names go. */
export function newSegment(
  ports: LogPorts,
  directory: string,
  baseOffset: number,
  config: LogConfig,
  fileSuffix = "",
): Segment {
  for (const kind of SEGMENT_SUFFIXES)
    ports.disk.remove(segmentFile(directory, baseOffset, kind) + fileSuffix);
  const segment = new Segment(segmentPlace(ports, directory, baseOffset, config, fileSuffix), config);
  segment.createFiles(config);
  return segment;
}
