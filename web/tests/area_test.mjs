// Areas between the address and the map, and points out of a tile of the real program's form.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { boundsOf, boxText, mostOf, pointsOf, polygonText, ringsOf } = await load("map_area.ts");

test("a box", () => {
  assert.equal(boxText({ west: 44.123456, south: 39, east: 46.5, north: 41.25 }), "44.1235,39,46.5,41.25");
  assert.equal(boxText({ west: -400, south: -95, east: 400, north: 95 }), "-180,-90,180,90");
  assert.equal(boxText({ west: 404, south: 39, east: 406, north: 41 }), "44,39,46,41");
  assert.deepEqual(ringsOf("44,39,46,41", ""), [[[44, 39], [46, 39], [46, 41], [44, 41], [44, 39]]]);
  assert.deepEqual(boundsOf(ringsOf("170,-10,-170,10", "")), { west: 170, south: -10, east: 190, north: 10 });
});

test("a polygon", () => {
  const text = polygonText([[44, 39], [46, 39], [45, 41.00004]]);
  assert.equal(text, "POLYGON((44 39, 46 39, 45 41, 44 39))");
  assert.deepEqual(ringsOf(text, ""), [[[44, 39], [46, 39], [45, 41], [44, 39]]]);
  assert.deepEqual(ringsOf("POLYGON((44 39, x 39, 45 41, 44 39))", ""), []);
  assert.deepEqual(ringsOf("MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", "").length, 2);
});

test("near", () => {
  const bounds = boundsOf(ringsOf("", "40,45,111.2"));
  assert.ok(Math.abs(bounds.north - 41) < 1e-9 && Math.abs(bounds.south - 39) < 1e-9);
  assert.ok(Math.abs(bounds.east - 45 - 1 / Math.cos((40 * Math.PI) / 180)) < 1e-9);
  assert.deepEqual(ringsOf("", "somewhere"), []);
  assert.equal(boundsOf([]), null);
});

test("points of a tile", () => {
  // layer: name "p", one point at x = 2048, y = 1024, with tags before the geometry.
  const feature = [0x12, 2, 0, 0, 0x18, 1, 0x22, 5, 9, 0x80, 0x20, 0x80, 0x10];
  const layer = [0x78, 2, 0x0a, 1, 0x70, 0x12, feature.length, ...feature, 0x28, 0x80, 0x20];
  const [[lon, lat], ...more] = pointsOf(Uint8Array.from([0x1a, layer.length, ...layer]));
  assert.deepEqual([lon, lat.toFixed(4), more.length], [0, "66.5133", 0]);
  assert.deepEqual(pointsOf(new Uint8Array()), []);
});

test("a view of most", () => {
  const many = Array.from({ length: 100 }, (_, i) => [44 + i / 100, 40]);
  many.push([-100, -50]);
  const view = mostOf(many);
  assert.ok(view.west > 43 && view.east < 45);
  assert.deepEqual(mostOf([[1, 2]]), { west: 1, south: 2, east: 1, north: 2 });
  assert.equal(mostOf([]), null);
});
