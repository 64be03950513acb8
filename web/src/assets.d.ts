// The address of a built file, and the faces of the fonts; made by build/bundle.mjs.
declare module "asset:faces" {
  const faces: { family: string; weight: number; script: string; range: string; url: string }[];
  export default faces;
}
declare module "asset:*" {
  const url: string;
  export default url;
}
