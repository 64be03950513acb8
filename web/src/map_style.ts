// How the map looks: pale stone and water, every point the same whosever it is, labels as the server chose them for the
// reader. No borders: they are always somebody's word.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import faces from "asset:faces";

export interface Colours { land: string; water: string; river: string; ink: string; paper: string; point: string; crowd: string; crowdInk: string }
export const kLight: Colours = {
  land: "#efe8da", water: "#ccd9da", river: "#b5c8ca", ink: "#211d19", paper: "#fbf8f1", point: "#8f2f1b", crowd: "#6b5f52", crowdInk: "#fbf8f1",
};
export const kDark: Colours = {
  land: "#2f363c", water: "#191f25", river: "#1f272e", ink: "#ebe7de", paper: "#1c2126", point: "#f0937b", crowd: "#8d8578", crowdInk: "#15191d",
};

export const kFont = ["Noto Sans"];

function fontFaces(): NonNullable<StyleSpecification["font-faces"]> {
  const sans = faces.filter((face) => face.family === "Noto Sans" && face.weight === 400);
  return { [kFont[0]!]: sans.map(({ url, range }) => ({ url: new URL(url, location.href).href, "unicode-range": range.split(",") })) };
}

const isCrowd: ExpressionSpecification = ["has", "n"];
// Area grows with the logarithm of the count: a number is in it for who wants to know.
const crowdSize: ExpressionSpecification = ["interpolate", ["linear"], ["log10", ["get", "n"]], 0.3, 9, 1, 12, 2, 16, 3, 21, 4, 26, 6, 34];

export function styleOf(colours: Colours, tiles: string, lang: string, own: { id: string; place: GeoJSON.GeoJSON }, area: GeoJSON.GeoJSON): StyleSpecification {
  const isOwn: ExpressionSpecification = ["==", ["get", "id"], own.id];
  return {
    version: 8,
    "font-faces": fontFaces(),
    sources: {
      base: { type: "vector", tiles: ["base://{z}/{x}/{y}"], minzoom: 0, maxzoom: 6 },
      places: { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 16 },
      area: { type: "geojson", data: area },
      own: { type: "geojson", data: own.place },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colours.water } },
      { id: "land", type: "fill", source: "base", "source-layer": "land", paint: { "fill-color": colours.land, "fill-antialias": true } },
      { id: "rivers", type: "line", source: "base", "source-layer": "rivers", minzoom: 3, layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": colours.river, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.4, 6, 1.2, 12, 3] } },
      { id: "lakes", type: "fill", source: "base", "source-layer": "lakes", paint: { "fill-color": colours.water } },
      { id: "area-fill", type: "fill", source: "area", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colours.point, "fill-opacity": 0.06 } },
      { id: "area-line", type: "line", source: "area", paint: { "line-color": colours.point, "line-width": 1.5, "line-dasharray": [4, 3] } },
      { id: "area-corner", type: "circle", source: "area", filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 5, "circle-color": colours.paper, "circle-stroke-color": colours.point, "circle-stroke-width": 2 } },
      { id: "crowds", type: "circle", source: "places", "source-layer": "places", filter: isCrowd,
        paint: { "circle-radius": crowdSize, "circle-color": colours.crowd, "circle-opacity": 0.88, "circle-stroke-color": colours.paper, "circle-stroke-width": 1 } },
      // The place of the page itself, also where it is one of a crowd or not among what is asked for.
      { id: "own", type: "circle", source: "own",
        paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": colours.ink, "circle-stroke-width": 2 } },
      { id: "points", type: "circle", source: "places", "source-layer": "places", filter: ["!", isCrowd],
        paint: { "circle-radius": 5, "circle-color": colours.point, "circle-stroke-color": colours.paper, "circle-stroke-width": 1.5 } },
      { id: "names", type: "symbol", source: "places", "source-layer": "places", filter: ["!", isCrowd],
        layout: { "text-field": ["get", "title"], "text-font": kFont, "text-size": ["case", isOwn, 16, 13], "text-max-width": 9,
                  "symbol-sort-key": ["case", isOwn, 0, 1], "text-padding": 4,
                  "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8, "text-justify": "auto" },
        paint: { "text-color": colours.ink, "text-halo-color": colours.land, "text-halo-width": 1.6 } },
      // Counts of crowds; over single points an "o" that is not seen, so that no name is written over them either.
      { id: "counts", type: "symbol", source: "places", "source-layer": "places",
        layout: { "text-field": ["case", isCrowd, ["number-format", ["get", "n"], { locale: lang }], "o"], "text-font": kFont, "text-size": 12,
                  "text-allow-overlap": true },
        paint: { "text-color": colours.crowdInk, "text-opacity": ["case", isCrowd, 1, 0] } },
    ],
  };
}
