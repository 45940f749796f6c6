// What lies under the marks of the map that moves: the package's outlines, and a user's own tiles between
// land and outlines. Borders are the package's alone; those of tiles are never drawn.

/** Colours of the page's own style sheet, by their names there. */
export function colours() {
  const held = getComputedStyle(document.documentElement);
  const names = ["sea", "sheet", "border", "line", "soft", "accent", "faint", "paper"];
  return Object.fromEntries(names.map((name) => [name, held.getPropertyValue(`--${name}`).trim()]));
}

/** A list of outlines, as the package holds them, as GeoJSON. */
export function outlined(shapes, parts) {
  return Object.entries(shapes).map(([code, shape]) => {
    const polygons = (shape.polygons ?? shape).map((rings) => rings.map((steps) => ring(steps, parts)));
    return {
      type: "Feature",
      geometry: { type: "MultiPolygon", coordinates: polygons },
      properties: { code, name: shape.name ?? "" },
    };
  }).filter((shape) => shape.geometry.coordinates.length); // some are smaller than the outlines are fine
}

function ring(steps, parts) {
  const corners = [];
  let [x, y] = [0, 0];
  for (let n = 0; n < steps.length; n += 2) {
    x += steps[n];
    y += steps[n + 1];
    corners.push([x / parts, y / parts]);
  }
  // one that crosses 180° goes on beyond it, instead of back across the whole map
  const crosses = corners.some(([lon], n) => n && Math.abs(lon - corners[n - 1][0]) > 180);
  const unbroken = crosses ? corners.map(([lon, lat]) => [lon < 0 ? lon + 360 : lon, lat]) : corners;
  return [...unbroken, unbroken[0]];
}

/** Where a shape's name stands: the middle of its largest part. */
export function middle(polygons) {
  const boxes = polygons.map(([outer]) => {
    const [lons, lats] = [outer.map((p) => p[0]), outer.map((p) => p[1])];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  });
  const size = (b) => (b[2] - b[0]) * (b[3] - b[1]);
  const [west, south, east, north] = boxes.reduce((a, b) => (size(b) > size(a) ? b : a));
  return [(west + east) / 2, (south + north) / 2];
}

/** The ground of so many kilometres about a point, as a polygon. */
export function around([lon, lat], km) {
  const high = km / 111.32;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const corner = (n) => [lon + wide * Math.cos((n * Math.PI) / 32), lat + high * Math.sin((n * Math.PI) / 32)];
  return { type: "Polygon", coordinates: [Array.from({ length: 65 }, (_, n) => corner(n % 64))] };
}

const SERIF = ["'Source Serif 4 Variable'", "Georgia", "serif"];
const SANS = ["'Source Sans 3 Variable'", "system-ui", "sans-serif"];

/** All layers, the lowest first. */
export function layers(c, tiles) {
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "countries", paint: { "fill-color": c.sheet } },
    ...(tiles ? tileLayers(c, tiles) : []),
    { id: "units", type: "line", source: "units", minzoom: 3, paint: { "line-color": c.line, "line-width": 0.9 } },
    { id: "borders", type: "line", source: "countries", paint: { "line-color": c.border, "line-width": 1.3 } },
    { id: "vague", type: "fill", source: "regions", paint: { "fill-color": c.accent, "fill-opacity": 0.12 } },
    { id: "vague-edge", type: "line", source: "regions",
      paint: { "line-color": c.accent, "line-width": 1.4, "line-dasharray": [1.5, 2] } },
    { id: "within", type: "fill", source: "areas", paint: { "fill-color": c.accent, "fill-opacity": 0.13 } },
    { id: "within-edge", type: "line", source: "areas",
      paint: { "line-color": c.accent, "line-width": 1.4, "line-dasharray": [3, 2] } },
    { id: "names", type: "symbol", source: "names", minzoom: 4.2,
      layout: { "text-field": ["get", "name"], "text-font": SERIF, "text-size": 13, "text-max-width": 8 },
      paint: { "text-color": c.soft, "text-halo-color": c.sheet, "text-halo-width": 1.4 } },
    // marks are elements of the page: these layers only have the points cut into tiles and clustered
    ...["sure", "maybe"].map((source) => ({
      id: source, type: "circle", source, paint: { "circle-radius": 1, "circle-opacity": 0 } })),
  ];
}

/** A user's tiles, by the layers of the OpenMapTiles and Protomaps schemas; others are not drawn. */
function tileLayers(c, tiles) {
  if (tiles.raster) return [{ id: "tiles", type: "raster", source: "tiles", paint: { "raster-opacity": 0.85 } }];
  const polygon = ["==", ["geometry-type"], "Polygon"];
  const line = ["==", ["geometry-type"], "LineString"];
  const kind = ["coalesce", ["get", "class"], ["get", "kind"], ""];
  const of = (...kinds) => ["match", kind, kinds, true, false];
  const width = (from, to) => ["interpolate", ["exponential", 1.5], ["zoom"], 6, from, 16, to];
  const all = [
    // inside the archive its own water says where the sea is
    { id: "ground", type: "fill", source: "covered", minzoom: tiles.minzoom, paint: { "fill-color": c.sheet } },
    ["landcover", "fill", of("wood", "forest"), { "fill-color": c.faint }],
    ["landuse", "fill", of("wood", "forest", "residential"), { "fill-color": c.faint }],
    ["water", "fill", polygon, { "fill-color": c.sea, "fill-outline-color": c.border }],
    ["water", "line", line, { "line-color": c.line, "line-width": width(0.6, 3) }],
    ["waterway", "line", null, { "line-color": c.line, "line-width": width(0.6, 3) }],
    ["building", "fill", null, { "fill-color": c.faint, "fill-outline-color": c.line }, 14],
    ["buildings", "fill", null, { "fill-color": c.faint, "fill-outline-color": c.line }, 14],
    ...["transportation", "roads"].flatMap((layer) => [
      [layer, "line", ["all", line, ["!", of("motorway", "trunk", "primary", "highway", "major_road", "ferry", "rail")]],
        { "line-color": c.line, "line-width": width(0.4, 5) }, 9],
      [layer, "line", ["all", line, of("motorway", "trunk", "primary", "highway", "major_road")],
        { "line-color": c.border, "line-width": width(0.7, 9) }],
    ]),
  ].map((l, n) => Array.isArray(l) ? drawn(l, `tiles-${n}`) : l);
  const said = ["coalesce", ["get", `name:${document.documentElement.lang}`], ["get", "name"]];
  for (const layer of ["place", "places"]) {
    all.push({
      id: `tiles-${layer}`, type: "symbol", source: "tiles", "source-layer": layer, minzoom: 5,
      // settlements alone: names of countries and regions say whose they are
      filter: of("city", "town", "village", "hamlet", "suburb", "locality", "neighbourhood"),
      layout: { "text-field": said, "text-font": SANS, "text-size": 12, "text-max-width": 8, "text-padding": 6 },
      paint: { "text-color": c.soft, "text-halo-color": c.sheet, "text-halo-width": 1.2 },
    });
  }
  return all.filter((l) => !l["source-layer"] || tiles.layers.has(l["source-layer"]));
}

function drawn([layer, type, filter, paint, minzoom = 0], id) {
  return { id, type, source: "tiles", "source-layer": layer, minzoom, paint, ...(filter ? { filter } : {}) };
}
