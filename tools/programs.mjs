// How the tools run other programs.
import { spawnSync } from "node:child_process";
import process from "node:process";

/** Runs a program that speaks for itself. Answers whether it succeeded. */
export function loud(program, args) {
  return spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

/** Runs a program whose words matter only if it failed. Answers whether it succeeded. */
export function quiet(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  if (status !== 0)
    process.stderr.write(`${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}`);
  return status === 0;
}

/** Configures (quick when nothing changed) and builds a native preset, or only some of its programs. */
export function buildNative(preset, ...targets) {
  const chosen = targets.length > 0 ? ["--target", ...targets] : [];
  return quiet("cmake", ["--preset", preset]) && quiet("cmake", ["--build", "--preset", preset, ...chosen]);
}
