// The address of a built file, and the faces of the fonts; made by build/bundle.mjs.
declare module "asset:faces" {
  const faces: { family: string; weight: number; script: string; range: string; url: string }[];
  export default faces;
}
// The packs of the base map by their names, "0" and "x-y" (build/base.mjs).
declare module "asset:base" {
  const packs: Record<string, string>;
  export default packs;
}
declare module "asset:*" {
  const url: string;
  export default url;
}
