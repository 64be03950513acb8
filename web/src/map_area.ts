// Areas as the address writes them: west,south,east,north, a polygon in WKT (longitude first), or near=latitude,
// longitude,kilometres; and as the map draws them. Pure; tested under node.
export type Corner = [number, number];  // longitude, latitude
export interface Bounds { west: number; south: number; east: number; north: number }

const round = (value: number) => String(Math.round(value * 1e4) / 1e4);
const wrapped = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180;

export function boxText({ west, south, east, north }: Bounds): string {
  const whole = east - west >= 360;
  const sides = [whole ? -180 : wrapped(west), Math.max(south, -90), whole ? 180 : wrapped(east), Math.min(north, 90)];
  return sides.map(round).join(",");
}
export function polygonText(corners: Corner[]): string {
  const ring = [...corners, corners[0]!].map(([lon, lat]) => `${round(wrapped(lon))} ${round(lat)}`);
  return `POLYGON((${ring.join(", ")}))`;
}

function numbers(text: string): number[] | null {
  const out = text.split(",").map(Number);
  return out.every(Number.isFinite) ? out : null;
}
function circle([lat, lon, km]: number[]): Corner[] {
  const north = km! / 111.2, east = north / Math.max(0.01, Math.cos((lat! * Math.PI) / 180));
  return Array.from({ length: 65 }, (_, i) => {
    const angle = (i / 64) * 2 * Math.PI;
    return [lon! + east * Math.cos(angle), lat! + north * Math.sin(angle)];
  });
}

// The rings of the question's area; none where there is no area, or it is written in a way that only the server reads.
export function ringsOf(inside: string, near: string): Corner[][] {
  if (near) {
    const parts = numbers(near);
    return parts?.length === 3 ? [circle(parts)] : [];
  }
  const sides = numbers(inside);
  if (inside && sides?.length === 4) {
    const [west, south, right, north] = sides as [number, number, number, number];
    const east = right < west ? right + 360 : right;
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
  }
  return [...inside.matchAll(/\(([^()]+)\)/g)].map(([, ring]) => ring!.split(",").map((pair) => pair.trim().split(/\s+/).map(Number) as Corner))
    .filter((ring) => ring.length > 3 && ring.flat().every(Number.isFinite));
}

export function boundsOf(rings: Corner[][]): Bounds | null {
  const all = rings.flat();
  if (all.length === 0) return null;
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  return { west: Math.min(...lons), south: Math.min(...lats), east: Math.max(...lons), north: Math.max(...lats) };
}

// --- where the answer lies: the points of the tile of zoom 0 ---

function varints(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let value = 0, scale = 1;
    do {
      value += (bytes[at]! & 127) * scale;
      scale *= 128;
    } while (bytes[at++]! > 127);
    out.push(value);
  }
  return out;
}
// The fields of a protobuf message that are bytes, by number.
function* fields(bytes: Uint8Array): Generator<[number, Uint8Array | number]> {
  for (let at = 0; at < bytes.length;) {
    const read = (): number => {
      let value = 0, scale = 1;
      do {
        value += (bytes[at]! & 127) * scale;
        scale *= 128;
      } while (bytes[at++]! > 127);
      return value;
    };
    const tag = read();
    if (tag % 8 === 0) yield [tag >> 3, read()];
    else if (tag % 8 === 2) {
      const length = read();
      yield [tag >> 3, bytes.subarray(at, at += length)];
    } else return;
  }
}

// Points of a Mapbox Vector Tile of zoom 0, in degrees.
export function pointsOf(tile: Uint8Array): Corner[] {
  const out: Corner[] = [];
  for (const [kind, layer] of fields(tile)) {
    if (kind !== 3 || typeof layer === "number") continue;
    for (const [number, feature] of fields(layer)) {
      if (number !== 2 || typeof feature === "number") continue;
      for (const [part, geometry] of fields(feature)) {
        if (part !== 4 || typeof geometry === "number") continue;
        const [, x = 0, y = 0] = varints(geometry);
        const [east, south] = [x / 2 / 4096, y / 2 / 4096];  // zigzag of numbers that are not negative
        out.push([east * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * south))) * 180) / Math.PI]);
      }
    }
  }
  return out;
}

// The view that shows all but the outliers, so that one far point does not make the others a dot.
export function mostOf(points: Corner[]): Bounds | null {
  if (points.length === 0) return null;
  const cut = (values: number[]) => {
    values.sort((a, b) => a - b);
    const skipped = Math.floor(values.length * 0.04);
    return [values[skipped]!, values[values.length - 1 - skipped]!] as const;
  };
  const [west, east] = cut(points.map(([lon]) => lon));
  const [south, north] = cut(points.map(([, lat]) => lat));
  return { west, south, east, north };
}
