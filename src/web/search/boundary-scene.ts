import {
  AmbientLight,
  BoxGeometry,
  Color,
  DirectionalLight,
  EdgesGeometry,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  OrthographicCamera,
  PlaneGeometry,
  Scene,
  SphereGeometry,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Atoms } from './types.js';

export type ColorBy = 'grain' | 'element';

/** Of the colour-blind-safe categories, light enough for both themes. */
const COLORS = ['#4a90d9', '#e08a3c', '#2ca87f', '#b86bb0', '#b8a13a'] as const;
const RADIUS_ANGSTROM = 0.75;

export interface BoundaryScene {
  readonly canvas: HTMLCanvasElement;
  resize(width: number, height: number): void;
  png(): string;
  dispose(): void;
}

/** The atoms of a boundary with its cell and its plane, to be turned by the pointer. */
export function makeScene(canvas: HTMLCanvasElement, atoms: Atoms, colorBy: ColorBy): BoundaryScene {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true });
  renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
  const scene = new Scene();
  scene.add(new AmbientLight(0xffffff, 1.6));
  const light = new DirectionalLight(0xffffff, 1.8);
  light.position.set(1, 2, 3);
  scene.add(light);
  const middle = centreOf(atoms);
  scene.add(spheres(atoms, middle, colorBy), cellBox(atoms, middle), ...planes(atoms, middle));
  const camera = new OrthographicCamera();
  camera.position.set(0, 0, 200);
  camera.near = 0.1;
  camera.far = 1000;
  const controls = new OrbitControls(camera, canvas);
  const draw = (): void => renderer.render(scene, camera);
  controls.addEventListener('change', draw);
  return {
    canvas,
    resize(width, height) {
      renderer.setSize(width, height, false);
      const half = 0.55 * Math.max(extent(atoms, 1), (extent(atoms, 0) * height) / width);
      camera.top = half;
      camera.bottom = -half;
      camera.right = (half * width) / height;
      camera.left = -camera.right;
      camera.updateProjectionMatrix();
      draw();
    },
    png() {
      draw();
      return canvas.toDataURL('image/png');
    },
    dispose() {
      controls.dispose();
      renderer.dispose();
    },
  };
}

const coordinate = (atoms: Atoms, axis: number): number[] => atoms.positions.filter((_, i) => i % 3 === axis);

function extent(atoms: Atoms, axis: number): number {
  const values = coordinate(atoms, axis);
  return Math.max(...values) - Math.min(...values) + 3;
}

function centreOf(atoms: Atoms): readonly [number, number, number] {
  const middle = (axis: number): number => {
    const values = coordinate(atoms, axis);
    return (Math.max(...values) + Math.min(...values)) / 2;
  };
  return [middle(0), middle(1), middle(2)];
}

type Point = readonly [number, number, number];

function spheres({ positions, grainOf, kinds }: Atoms, [cx, cy, cz]: Point, colorBy: ColorBy): InstancedMesh {
  const n = positions.length / 3;
  const mesh = new InstancedMesh(new SphereGeometry(RADIUS_ANGSTROM, 20, 14), new MeshLambertMaterial(), n);
  for (let i = 0; i < n; i++) {
    mesh.setMatrixAt(
      i,
      new Matrix4().makeTranslation(
        positions[3 * i] - cx,
        positions[3 * i + 1] - cy,
        positions[3 * i + 2] - cz,
      ),
    );
    const category = colorBy === 'grain' && grainOf !== null ? grainOf[i] : kinds[i];
    mesh.setColorAt(i, new Color(COLORS[category % COLORS.length]));
  }
  return mesh;
}

/** Edges of the box, as high as the atoms reach. */
function cellBox(atoms: Atoms, centre: Point): LineSegments {
  const [a, , c] = atoms.cell;
  const box = new LineSegments(
    new EdgesGeometry(new BoxGeometry(a[0], extent(atoms, 1), c[2])),
    new LineBasicMaterial({ color: 0x8793a0 }),
  );
  box.position.set(a[0] / 2 - centre[0], 0, c[2] / 2 - centre[2]);
  return box;
}

function planes({ cell, boundaryHeightsAngstrom }: Atoms, centre: Point): Mesh[] {
  const [a, , c] = cell;
  return (boundaryHeightsAngstrom ?? []).map((height) => {
    const plane = new Mesh(
      new PlaneGeometry(a[0], c[2]),
      new MeshBasicMaterial({ color: 0xb5127f, transparent: true, opacity: 0.25, side: 2 }),
    );
    plane.rotation.x = Math.PI / 2;
    plane.position.set(a[0] / 2 - centre[0], height - centre[1], c[2] / 2 - centre[2]);
    return plane;
  });
}
