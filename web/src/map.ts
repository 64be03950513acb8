// The map of what a page is about: land and water, and the places that its question finds. Map and list ask the server
// the same question; an area drawn here goes into the address, and the list follows. Everything the map shows stands
// below it as a list too.
import { addProtocol, Map as MapLibre, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike, type MapGeoJSONFeature, type VectorTileSource } from "maplibre-gl";
import worker from "asset:map-worker.js";
import packs from "asset:base";
import sheet from "asset:map.css";
import { addSheet, el, nameOf } from "./dom";
import { boundsOf, boxText, mostOf, pointsOf, polygonText, ringsOf, type Bounds, type Corner } from "./map_area";
import { kDark, kLight, styleOf } from "./map_style";
import { addressWith, kMoved, move } from "./page";
import { wordsOf, type Words } from "./words";

const kQuestion = ["q", "type", "facet", "near", "in", "during", "mode", "at", "by"];
const kNearKilometres = 25;
const kMostZoom = 17;
const kMostListed = 60;

// --- the base map: tiles out of packs (build/base.mjs) ---

interface Pack { bytes: ArrayBuffer; places: Map<string, [number, number]> }
const loaded = new Map<string, Promise<Pack>>();

async function fetchPack(url: string): Promise<Pack> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const view = new DataView(bytes), count = view.getUint32(0, true), places = new Map<string, [number, number]>();
  for (let i = 0; i < count; ++i) {
    const [z, x, y, at, length] = [0, 4, 8, 12, 16].map((offset) => view.getUint32(4 + i * 20 + offset, true)) as [number, number, number, number, number];
    places.set(`${z}/${x}/${y}`, [4 + count * 20 + at, length]);
  }
  return { bytes, places };
}

async function baseTile(name: string): Promise<ArrayBuffer> {
  const [z = 0, x = 0, y = 0] = name.split("/").map(Number);
  const key = z < 3 ? "0" : `${x >> (z - 3)}-${y >> (z - 3)}`;
  const url = packs[key];
  if (!url) return new ArrayBuffer(0);
  if (!loaded.has(key)) loaded.set(key, fetchPack(url));
  const pack = await loaded.get(key)!.catch((error: unknown) => {
    loaded.delete(key);
    throw error;
  });
  const [at, length] = pack.places.get(name) ?? [0, 0];
  return pack.bytes.slice(at, at + length);
}

// --- areas as GeoJSON ---

const shapeOf = (geometry: GeoJSON.Geometry): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry });

function areaShape(rings: Corner[][], corners: Corner[] = []): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: [
      ...rings.map((ring) => shapeOf({ type: "Polygon", coordinates: [ring] })),
      ...(corners.length > 1 ? [shapeOf({ type: "LineString", coordinates: [...corners, corners[0]!] })] : []),
      ...corners.map((corner) => shapeOf({ type: "Point", coordinates: corner })),
    ],
  };
}

const viewOf = ({ west, south, east, north }: Bounds): LngLatBoundsLike => [[west, south], [east, north]];

class PlaceMap {
  private readonly words: Words;
  private readonly lang: string;
  private readonly own: string;
  private readonly canvas = el("div", { class: "map-canvas" });
  private readonly tools = el("div", { class: "map-tools" });
  private readonly status = el("p", { class: "map-status", role: "status" });
  private readonly list = el("ul", { class: "map-list" });
  private readonly summary = el("summary");
  private readonly scale = el("span", { class: "map-scale" });
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private map!: MapLibre;
  private corners: Corner[] | null = null;  // while an area is drawn
  private here!: HTMLButtonElement;
  private drawButton!: HTMLButtonElement;
  private finish!: HTMLButtonElement;
  private everywhere!: HTMLButtonElement;

  constructor(private readonly element: HTMLElement) {
    this.words = wordsOf(element);
    this.lang = element.dataset.lang || this.words.lang;
    this.own = element.dataset.self ?? "";
  }

  // What the page asks, as the tiles are asked it.
  private question(): URLSearchParams {
    const from = new URLSearchParams(this.own ? this.element.dataset.query ?? "" : location.search);
    const out = new URLSearchParams([...from].filter(([name, value]) => value && kQuestion.includes(name)));
    const here = new URLSearchParams(location.search);
    const at = here.get("at") ?? (this.own ? "" : this.element.dataset.at ?? "");
    if (at) out.set("at", at);
    if (here.get("by")) out.set("by", here.get("by")!);
    out.set("lang", this.lang);
    return out;
  }
  private tiles(): string {
    return `${location.origin}/api/v1/tiles/{z}/{x}/{y}.mvt?${this.question()}`;
  }
  private rings(): Corner[][] {
    const question = this.question();
    return ringsOf(question.get("in") ?? "", question.get("near") ?? "");
  }

  async start(): Promise<void> {
    addSheet(sheet);
    this.element.classList.add("map");
    this.addTools();
    this.element.append(this.canvas, this.tools, this.status,
      el("p", { class: "map-line disclaimer" }, this.words.say("map.disclaimer"), " ", el("span", { class: "hint" }, this.words.say("map.base")), this.scale),
      el("details", { class: "map-text" }, this.summary, this.list));
    this.summary.textContent = this.words.say("map.label");  // until the places are counted
    const view = await this.firstView();
    try {
      this.map = this.made(view);
    } catch {
      this.fail();
      return;
    }
    this.listen();
  }

  private fail(): void {
    for (const part of [this.canvas, this.tools, this.list.parentElement]) part?.remove();
    this.status.textContent = this.words.say("map.failed");
  }

  private style() {
    return styleOf(this.dark.matches ? kDark : kLight, this.tiles(), this.lang, this.ownPlace(), areaShape(this.rings(), this.corners ?? []));
  }

  private ownPlace(): { id: string; place: GeoJSON.FeatureCollection } {
    const { lat, lon } = this.element.dataset;
    const features = this.own && lat && lon ? [shapeOf({ type: "Point", coordinates: [Number(lon), Number(lat)] })] : [];
    return { id: this.own, place: { type: "FeatureCollection", features } };
  }

  private made(view: { bounds?: Bounds; centre?: Corner; zoom?: number }): MapLibre {
    const words = this.words;
    return new MapLibre({
      container: this.canvas, style: this.style(), hash: this.own ? false : "map", attributionControl: false, dragRotate: false, touchPitch: false,
      pitchWithRotate: false, rollEnabled: false, maxZoom: kMostZoom, fadeDuration: 0, cooperativeGestures: true, renderWorldCopies: true,
      ...(view.bounds ? { bounds: viewOf(view.bounds), fitBoundsOptions: { padding: 40, maxZoom: 12 } } : {}),
      ...(view.centre ? { center: view.centre, zoom: view.zoom ?? 10 } : {}),
      locale: {
        "Map.Title": words.say("map.label"),
        "CooperativeGesturesHandler.WindowsHelpText": words.say("map.ctrl_scroll"),
        "CooperativeGesturesHandler.MacHelpText": words.say("map.cmd_scroll"),
        "CooperativeGesturesHandler.MobileHelpText": words.say("map.two_fingers"),
      },
    });
  }

  // The place the server names, or the area of the question, or where the answer lies. A view in the address's #map=
  // goes before all of them; MapLibre reads that itself.
  private async firstView(): Promise<{ bounds?: Bounds; centre?: Corner; zoom?: number }> {
    const { lat, lon, zoom } = this.element.dataset;
    if (lat && lon) return { centre: [Number(lon), Number(lat)], zoom: Number(zoom ?? 10) };
    const asked = boundsOf(this.rings());
    if (asked) return { bounds: asked };
    try {
      const answer = await fetch(this.tiles().replace("{z}/{x}/{y}", "0/0/0"));
      const found = answer.status === 200 ? mostOf(pointsOf(new Uint8Array(await answer.arrayBuffer()))) : null;
      if (found) return { bounds: found };
    } catch {
      // Without a network there is still the world.
    }
    return { centre: [44, 40], zoom: 2 };
  }

  // --- tools ---

  private button(words: string, click: () => void, hidden = false): HTMLButtonElement {
    return el("button", { type: "button", class: "quiet", hidden, click }, words);
  }
  private addTools(): void {
    const { words } = this;
    const closer = el("button", { type: "button", class: "quiet step", "aria-label": words.say("map.zoom_in"), click: () => this.map.zoomTo(this.map.getZoom() + 1, { animate: false }) }, "+");
    const further = el("button", { type: "button", class: "quiet step", "aria-label": words.say("map.zoom_out"), click: () => this.map.zoomTo(this.map.getZoom() - 1, { animate: false }) }, "−");
    this.here = this.button(words.say("map.search_here"), () => this.searchHere(), true);
    this.drawButton = this.button(words.say("map.draw"), () => (this.corners ? this.endDrawing() : this.beginDrawing()));
    this.finish = this.button(words.say("map.finish"), () => this.finishDrawing(), true);
    this.everywhere = this.button(words.say("map.everywhere"), () => this.ask({ in: "", near: "" }), this.rings().length === 0);
    this.tools.append(closer, further);
    if (this.own) return;
    const near = navigator.geolocation ? this.button(words.say("map.near_here"), () => this.askNear()) : null;
    this.tools.append(this.here, ...(near ? [near] : []), this.drawButton, this.finish, this.everywhere);
  }
  private ask(pieces: Record<string, string>): void {
    const url = addressWith(pieces);
    url.hash = location.hash;
    void move(url, "push");
  }
  private searchHere(): void {
    const bounds = this.map.getBounds();
    this.ask({ near: "", in: boxText({ west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() }) });
  }
  // Asked for only by this click, and rounded to about a hundred metres before it goes into the address.
  private askNear(): void {
    this.status.textContent = this.words.say("map.locating");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      this.status.textContent = "";
      const [lat, lon] = [coords.latitude, coords.longitude].map((value) => value.toFixed(3));
      this.ask({ in: "", near: `${lat},${lon},${kNearKilometres}` });
      this.showArea();
      const bounds = boundsOf(this.rings());
      if (bounds) this.map.fitBounds(viewOf(bounds), { padding: 40, animate: false });
    }, () => { this.status.textContent = this.words.say("map.no_location"); }, { timeout: 15_000, maximumAge: 300_000 });
  }

  // --- drawing an area: a press for each corner, or Enter for the middle of the map ---

  private beginDrawing(): void {
    this.corners = [];
    this.element.classList.add("drawing");
    this.drawButton.textContent = this.words.say("map.cancel");
    this.status.textContent = this.words.say("map.draw_how");
    this.map.getCanvas().focus();
    this.drawn();
  }
  private endDrawing(): void {
    this.corners = null;
    this.element.classList.remove("drawing");
    this.drawButton.textContent = this.words.say("map.draw");
    this.status.textContent = "";
    this.drawn();
  }
  private drawn(): void {
    this.finish.hidden = (this.corners?.length ?? 0) < 3;
    this.showArea();
  }
  private addCorner(corner: Corner): void {
    const first = this.corners?.[0];
    if (first && this.corners!.length >= 3) {
      const [a, b] = [this.map.project(first), this.map.project(corner)];
      if (Math.hypot(a.x - b.x, a.y - b.y) < 14) return this.finishDrawing();
    }
    this.corners?.push(corner);
    this.drawn();
  }
  private finishDrawing(): void {
    const text = polygonText(this.corners ?? []);
    this.endDrawing();
    this.ask({ near: "", in: text });
  }
  private showArea(): void {
    this.map.getSource<GeoJSONSource>("area")?.setData(areaShape(this.rings(), this.corners ?? []));
  }
  private drawKey(event: KeyboardEvent): void {
    if (!this.corners) return;
    const { lng, lat } = this.map.getCenter();
    if (event.key === "Escape") this.endDrawing();
    else if (event.key === "Enter" || event.key === " ") this.addCorner([lng, lat]);
    else if (event.key === "Backspace") this.corners.pop(), this.drawn();
    else return;
    event.preventDefault();
  }

  // --- following ---

  private listen(): void {
    const { map } = this;
    map.getCanvas().addEventListener("keydown", (event) => this.drawKey(event));
    map.on("click", (event) => {
      if (this.corners) return this.addCorner([event.lngLat.lng, event.lngLat.lat]);
      const { x, y } = event.point;
      const [hit] = map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: ["points", "crowds"] });
      if (hit) this.open(hit);
    });
    for (const layer of ["points", "crowds"]) {
      map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = this.corners ? "crosshair" : "pointer"; });
      map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
    }
    map.on("idle", () => this.tell());
    map.on("load", () => this.showScale());
    map.on("moveend", () => this.showScale());
    map.on("moveend", (event) => { if (event.originalEvent) this.here.hidden = false; });
    document.addEventListener(kMoved, (event) => {
      if ((event as CustomEvent).detail === "begins") this.follow();
    });
    this.dark.addEventListener("change", () => map.setStyle(this.style()));
  }
  private follow(): void {
    this.map.getSource<VectorTileSource>("places")?.setTiles([this.tiles()]);
    this.showArea();
    this.everywhere.hidden = this.rings().length === 0;
    this.here.hidden = true;
  }

  private recordUrl(id: string): string {
    const url = new URL(`/record/${id}`, location.href), here = new URLSearchParams(location.search);
    for (const name of ["lang", "at", "by"]) if (here.get(name)) url.searchParams.set(name, here.get(name)!);
    return url.href;
  }
  // A crowd that cannot be told apart by coming nearer is asked for as a list.
  private open(feature: MapGeoJSONFeature): void {
    const { id, n } = feature.properties as { id?: string; n?: number };
    if (id) return location.assign(this.recordUrl(id));
    if (!n || feature.geometry.type !== "Point") return;
    const [lon = 0, lat = 0] = feature.geometry.coordinates;
    const zoom = this.map.getZoom();
    if (zoom < kMostZoom - 0.5) return void this.map.jumpTo({ center: [lon, lat], zoom: Math.min(kMostZoom, zoom + 2) });
    const url = new URL("/", location.href);
    url.search = new URLSearchParams({ near: `${lat.toFixed(5)},${lon.toFixed(5)},0.1`, lang: this.lang }).toString();
    location.assign(url);
  }

  // A bar of a round length in the map's middle: 1, 2 or 5 times a power of ten.
  private showScale(): void {
    const { map } = this, { width, height } = this.canvas.getBoundingClientRect();
    const metres = map.unproject([width / 2 - 60, height / 2]).distanceTo(map.unproject([width / 2 + 60, height / 2]));
    const power = 10 ** Math.floor(Math.log10(metres)), length = [5, 2, 1].find((step) => step * power <= metres)! * power;
    this.scale.style.inlineSize = `${Math.round((length / metres) * 120)}px`;
    const [unit, value] = length >= 1000 ? ["kilometer", length / 1000] : ["meter", length];
    this.scale.textContent = this.words.number(value as number, { style: "unit", unit: unit as string });
  }

  // The map in words: single places as links, crowds as buttons that go nearer.
  private tell(): void {
    const seen = new Set<string>();
    const features = this.map.queryRenderedFeatures({ layers: ["points", "crowds"] }).filter((feature) => {
      const key = feature.properties.id ?? JSON.stringify((feature.geometry as GeoJSON.Point).coordinates);
      return !seen.has(key) && seen.add(key);
    });
    const total = features.reduce((sum, { properties }) => sum + Number(properties.n ?? 1), 0);
    this.summary.textContent = this.words.say("map.count", { count: total });
    const items = features.slice(0, kMostListed).map((feature) => {
      const { id, title, title_lang: lang, n } = feature.properties as { id?: string; title?: string; title_lang?: string; n?: number };
      if (id) return el("li", {}, el("a", { href: this.recordUrl(id), class: "name", "aria-current": id === this.own ? "page" : false }, nameOf(title ?? id, lang)));
      return el("li", {}, el("button", { type: "button", class: "quiet", click: () => this.open(feature) }, this.words.say("map.crowd", { count: Number(n) })));
    });
    if (features.length > kMostListed) items.push(el("li", { class: "hint" }, this.words.say("map.more", { count: features.length - kMostListed })));
    this.list.replaceChildren(...items);
    this.element.dataset.ready = "yes";
  }
}

export async function mount(element: HTMLElement): Promise<void> {
  setWorkerUrl(new URL(worker, location.href).href);
  addProtocol("base", async ({ url }) => ({ data: await baseTile(url.slice("base://".length)) }));
  await new PlaceMap(element).start();
}
