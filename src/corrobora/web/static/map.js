// The map that moves, over the one the server drew: that one stays without this file, without WebGL, where
// anything here fails, on paper, and for who prefers it. Every mark is an element of the page with a name; the
// picture under them is MapLibre's. Nothing is asked of another host.
import { around, colours, layers, middle, outlined } from "./map-style.js";

const CLOSEST = 11; // the outlines are no finer; a user's tiles may be
const EMPTY = { type: "FeatureCollection", features: [] };
const collection = (features) => ({ type: "FeatureCollection", features });

const figure = document.querySelector("[data-marks]");
const given = figure?.dataset;
const place = figure?.querySelector("[data-moving]");
const change = figure?.querySelector("[data-change]");
let library, map, popup;
let asking = new AbortController();
const shown = new Map(); // marks on the map, by what they are of

/** The map once it moves; null where the drawn one stays. */
export const moving = figure ? begin() : Promise.resolve(null);

async function begin() {
  if (!document.createElement("canvas").getContext("webgl2")) return null;
  change.addEventListener("click", () => {
    const drawn = figure.classList.contains("moves");
    keep(drawn ? "drawn" : "");
    if (drawn || map) show(!drawn);
    else start();
  });
  if (kept() !== "drawn") return start();
  say(false);
  return null;
}

async function start() {
  figure.classList.add("coming"); // it has its size before it is seen
  try {
    const [outlines, marks, tiles] = await Promise.all([
      json(given.outlines), json(given.marks), given.tiles ? archive().catch(unreadable) : null,
      import(given.maplibre).then((module) => { library = module; }),
    ]);
    await draw(outlines, marks, tiles);
    show(true);
    place.querySelector(".maplibregl-canvas").addEventListener("webglcontextlost", () => show(false));
    return map;
  } catch (error) {
    console.info("the drawn map stays:", error);
    map?.remove();
    map = null;
    show(false);
    change.hidden = true; // it would fail again
    return null;
  }
}

/** Which of the two is shown. */
function show(moves) {
  figure.classList.remove("coming");
  figure.classList.toggle("moves", moves);
  popup?.remove();
  say(moves);
  if (moves) map.resize();
}

function say(moves) {
  change.hidden = false;
  change.textContent = moves ? given.sayDrawn : given.sayMoving;
}

function kept() {
  try { return localStorage.getItem("map"); } catch { return null; } // storage can be turned off
}

function keep(value) {
  try { localStorage.setItem("map", value); } catch { /* then it is not remembered */ }
}

async function json(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

async function draw(outlines, marks, tiles) {
  const units = outlined(outlines.units, outlines.unit_parts);
  const closest = tiles ? Math.max(CLOSEST, Math.min(tiles.maxzoom + 2, 18)) : CLOSEST;
  const names = units.map((u) => ({ ...u, geometry: { type: "Point", coordinates: middle(u.geometry.coordinates) } }));
  const geojson = (data, more) => ({ type: "geojson", data, ...more });
  const grouped = { cluster: true, clusterRadius: 36, clusterMaxZoom: closest - 1,
    clusterProperties: { incidents: ["+", ["get", "incidents"]] } };
  const sources = {
    countries: geojson(collection(outlined(outlines.countries, outlines.parts)), { tolerance: 0.1 }),
    units: geojson(collection(units), { tolerance: 0.1 }), names: geojson(collection(names)),
    regions: geojson(EMPTY), areas: geojson(EMPTY), sure: geojson(EMPTY, grouped), maybe: geojson(EMPTY, grouped),
    ...(tiles ? tiles.sources : {}),
  };
  if (tiles) library.addProtocol("pmtiles", tiles.protocol.tile);
  const all = { bounds: bounds(marks), fitBoundsOptions: { padding: 48, maxZoom: 8 } };
  map = new library.Map({
    container: place.querySelector("[data-canvas]"), style: { version: 8, sources, layers: layers(colours(), tiles) },
    ...all, minZoom: 1, maxZoom: closest, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: true, fadeDuration: 0,
    locale: {
      "Map.Title": given.sayMap, "Popup.Close": given.sayClose,
      "CooperativeGesturesHandler.WindowsHelpText": given.sayWheel,
      "CooperativeGesturesHandler.MacHelpText": given.sayWheelMac,
      "CooperativeGesturesHandler.MobileHelpText": given.sayFingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute("aria-describedby", "map-keys");
  map.on("error", ({ error }) => console.info("the map:", error?.message)); // a tile that cannot be read is left out
  await new Promise((ready, failed) => {
    map.once("load", ready);
    setTimeout(() => failed(new Error("it did not come up in time")), 30000);
  });
  fill(marks);
  for (const at of ["sourcedata", "moveend", "idle"]) map.on(at, soon);
  if (marks.next) map.on("moveend", more);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(tiles));
  press("[data-closer]", () => map.zoomIn());
  press("[data-further]", () => map.zoomOut());
  press("[data-whole]", () => map.fitBounds(all.bounds, all.fitBoundsOptions));
}

/** What holds all marks: west and south, east and north. */
function bounds({ features }) {
  const points = features.flatMap((f) => f.geometry.coordinates.flat(Infinity));
  const [lons, lats] = [points.filter((_, n) => n % 2 === 0), points.filter((_, n) => n % 2)];
  const end = (all, which) => all.reduce((a, b) => which(a, b));
  return [[end(lons, Math.min), end(lats, Math.min)], [end(lons, Math.max), end(lats, Math.max)]];
}

function press(control, act) {
  place.querySelector(control).addEventListener("click", act);
}

function paint(tiles) {
  for (const layer of layers(colours(), tiles)) {
    for (const [name, value] of Object.entries(layer.paint)) map.setPaintProperty(layer.id, name, value);
  }
}

/** More places than come at once: those with most incidents in the part that is shown. */
async function more() {
  asking.abort();
  asking = new AbortController();
  const b = map.getBounds();
  const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
  const address = new URL(given.marks, location.href);
  if (box[2] - box[0] < 360) {
    const lon = (x) => ((((x + 180) % 360) + 360) % 360) - 180;
    const held = [lon(box[0]), Math.max(-90, box[1]), lon(box[2]), Math.min(90, box[3])];
    address.searchParams.set("bbox", held.map((x) => x.toFixed(4)).join(","));
  }
  try {
    fill(await json(address, asking.signal));
  } catch (error) {
    if (error.name !== "AbortError") console.info("the map:", error.message);
  }
}

let regions = [];

/** Put marks on the map. */
function fill({ features }) {
  const of = (...sorts) => features.filter((f) => sorts.includes(f.properties.sort));
  const areas = of("area").map((f) => ({ ...f, geometry: around(f.geometry.coordinates, f.properties.km) }));
  regions = of("region").map((f) => ({ at: middle(f.geometry.coordinates), properties: f.properties }));
  map.getSource("regions").setData(collection(of("region")));
  map.getSource("areas").setData(collection(areas));
  map.getSource("sure").setData(collection(of("point", "area")));
  map.getSource("maybe").setData(collection(of("maybe")));
}

let waiting = 0;
function soon() {
  waiting ||= requestAnimationFrame(() => { waiting = 0; marked(); });
}

/** Have a mark on the page for each place and cluster in sight. */
function marked() {
  if (!["sure", "maybe"].every((source) => map.isSourceLoaded(source))) return;
  const inside = map.getBounds();
  const wanted = new Map();
  for (const source of ["sure", "maybe"]) {
    for (const { properties, geometry } of map.querySourceFeatures(source)) {
      const at = geometry.coordinates;
      if (!inside.contains(at)) continue;
      const key = [source, properties.cluster_id ?? "", at.map((x) => x.toFixed(3)), properties.title ?? ""].join("|");
      wanted.set(key, () => properties.cluster ? cluster(source, properties, at) : single(properties, at));
    }
  }
  for (const { properties, at } of regions) {
    if (inside.contains(at)) wanted.set(`region|${properties.code}|${properties.incidents}`, () => single(properties, at));
  }
  for (const [key, mark] of shown) {
    if (wanted.has(key)) continue;
    if (mark.getElement().contains(document.activeElement)) map.getCanvas().focus();
    mark.remove();
    shown.delete(key);
  }
  for (const [key, make] of wanted) if (!shown.has(key)) shown.set(key, make().addTo(map));
  wide();
}

let ground = 0;
/** Ground is drawn where it can be told from its mark; the mark then only says how far it reaches. */
function wide() {
  const pixel = (40075 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
  const least = 16 * pixel;
  if (least !== ground) { // setting it draws anew, which calls this again
    ground = least;
    for (const layer of ["within", "within-edge"]) map.setFilter(layer, [">=", ["get", "km"], least]);
  }
  for (const mark of shown.values()) {
    const element = mark.getElement();
    element.classList.toggle("wide", Number(element.dataset.radius ?? 0) >= least);
  }
}

function button(sort, name, text, at, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `pin ${sort}`;
  element.setAttribute("aria-label", name);
  element.title = name;
  const inner = document.createElement("span");
  inner.textContent = text;
  element.append(inner);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    act(element);
  });
  return new library.Marker({ element }).setLngLat(at);
}

function single({ sort, title, href, incidents, name, km }, at) {
  const text = sort === "region" ? `${name} ${incidents}` : incidents > 1 ? String(incidents) : "";
  const said = sort === "region" ? `${text}. ${title}` : title;
  const mark = button(sort, said, text, at, (element) => open(element, title, href, at));
  const size = Math.min(incidents - 1, 6);
  mark.getElement().classList.add(`size-${size}`);
  if (sort === "area") {
    mark.getElement().dataset.km = given.sayWithin.replace("{km}", Math.round(km));
    mark.getElement().dataset.radius = km;
  }
  return mark;
}

function cluster(source, { cluster_id: id, point_count: places, incidents }, at) {
  const name = (source === "maybe" ? given.sayMaybes : given.sayPlaces)
    .replace("{places}", places).replace("{incidents}", incidents);
  const text = source === "maybe" ? `${places}?` : String(incidents);
  return button(`cluster ${source}`, name, text, at, async () => {
    const zoom = await map.getSource(source).getClusterExpansionZoom(id);
    map.getCanvas().focus();
    map.easeTo({ center: at, zoom: Math.min(zoom + 0.2, map.getMaxZoom()) });
  });
}

/** Say what a mark is, with the way to it. */
function open(element, title, href, at) {
  popup?.remove();
  const link = document.createElement("a");
  link.href = href;
  link.textContent = title;
  const back = (event) => { if (event.key === "Escape") popup?.remove(); };
  popup = new library.Popup({ maxWidth: "300px", offset: 12 }).setLngLat(at).setDOMContent(link).addTo(map);
  popup.getElement().addEventListener("keydown", back);
  popup.on("close", () => { if (element.isConnected) element.focus({ preventScroll: true }); });
}

/** The operator's own tiles; the reader takes no directory or tile larger than any honest one. */
async function archive() {
  const { PMTiles, Protocol, SharedPromiseCache } = await import(given.pmtiles);
  const directories = new SharedPromiseCache(100, true, bounded(1 << 20));
  const held = new PMTiles(given.tiles, directories, bounded(1 << 24));
  const header = await held.getHeader();
  const metadata = await held.getMetadata();
  const protocol = new Protocol();
  protocol.add(held);
  const { minZoom: minzoom, maxZoom: maxzoom, minLon, minLat, maxLon, maxLat, tileType } = header;
  const raster = tileType !== 1; // the server lets no other sort through
  const corners = [[minLon, minLat], [maxLon, minLat], [maxLon, maxLat], [minLon, maxLat], [minLon, minLat]];
  const credit = new DOMParser().parseFromString(String(metadata?.attribution ?? ""), "text/html").body.textContent;
  figure.querySelector("[data-credit]").textContent = credit.slice(0, 300);
  return {
    raster, minzoom, maxzoom, protocol,
    layers: new Set([metadata?.vector_layers ?? []].flat().map((l) => String(l?.id))),
    sources: {
      tiles: { type: raster ? "raster" : "vector", tiles: [`pmtiles://${given.tiles}/{z}/{x}/{y}`], minzoom, maxzoom,
        bounds: [minLon, minLat, maxLon, maxLat], ...(raster ? { tileSize: 256 } : {}) },
      covered: { type: "geojson", data: { type: "Polygon", coordinates: [corners] } },
    },
  };
}

function unreadable(error) {
  console.info("the map's tiles cannot be read:", error.message);
  figure.querySelector("[data-credit]").textContent = given.sayUnreadable;
  return null;
}

/** Takes what is compressed apart, up to so many bytes. */
function bounded(most) {
  return async (data, how) => {
    if (how !== 0 && how !== 1 && how !== 2) throw new Error(`compression ${how} is not read here`);
    const bytes = new Response(data).body;
    const stream = how === 2 ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
    const parts = [];
    let size = 0;
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts).arrayBuffer();
      size += value.length;
      if (size > most) {
        await reader.cancel();
        throw new Error(`more than ${most} bytes in one piece`);
      }
      parts.push(value);
    }
  };
}
