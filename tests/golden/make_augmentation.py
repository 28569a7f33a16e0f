# SPDX-License-Identifier: Apache-2.0
"""Makes augmentation.json and inference.json with the Python packages named in README_augmentation.md."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from batchgeneratorsv2.transforms.intensity.contrast import ContrastTransform
from batchgeneratorsv2.transforms.intensity.gamma import GammaTransform
from batchgeneratorsv2.transforms.noise.gaussian_blur import blur_dimension
from batchgeneratorsv2.transforms.spatial.low_resolution import SimulateLowResolutionTransform
from batchgeneratorsv2.transforms.spatial.spatial import SpatialTransform
from batchgeneratorsv2.transforms.utils.deep_supervision_downsampling import DownsampleSegForDSTransform


def image(channels, *extent):
    i = np.arange(channels * int(np.prod(extent)), dtype=np.int64)
    return torch.from_numpy((((i * 7919) % 1009) / 100.0 - 5.0).astype(np.float32).reshape(channels, *extent))


def labels(*extent):
    grid = np.meshgrid(*[np.arange(n) for n in extent], indexing="ij")
    weights = (3, 5, 7)[-len(extent):]
    block = sum((g // 3) * w for g, w in zip(grid, weights))
    result = (block % 5) - 1  # blocks of 3 voxels with labels -1..3
    return torch.from_numpy(result.astype(np.int16))[None]


def numbers(tensor):
    return [float(f"{v:.6g}") for v in tensor.double().flatten().tolist()]


def spatial(extent, patch, angles, scale):
    transform = SpatialTransform(
        patch, patch_center_dist_from_border=0, random_crop=False, p_rotation=1 if any(angles) else 0,
        rotation=lambda image, dim: angles[dim], p_scaling=1 if scale != 1 else 0, scaling=scale,
        p_synchronize_scaling_across_axes=1, bg_style_seg_sampling=False, border_mode_seg="constant",
        padding_value_seg=-1)
    channels = 4 - len(extent)
    out = transform(image=image(channels, *extent), segmentation=labels(*extent))
    return {"extent": extent, "channels": channels, "patch": patch, "angles": angles, "scale": scale, "image": numbers(out["image"]),
            "labels": out["segmentation"].flatten().tolist()}


def blurred(extent, sigmas):
    x = image(1, *extent)
    for dimension, sigma in enumerate(sigmas):
        x = blur_dimension(x, sigma, dimension)
    return {"extent": extent, "sigmas": sigmas, "image": numbers(x)}


def gamma(extent, exponent, invert):
    transform = GammaTransform((exponent, exponent), 1 if invert else 0, False, 1, 1)
    return {"extent": extent, "gamma": exponent, "invert": invert, "image": numbers(transform(image=image(1, *extent))["image"])}


def contrast(extent, factor):
    transform = ContrastTransform((factor, factor), True, False, 1)
    return {"extent": extent, "factor": factor, "image": numbers(transform(image=image(1, *extent))["image"])}


def low_resolution(extent, scale, ignore):
    transform = SimulateLowResolutionTransform((scale, scale), False, True, ignore, None, 1)
    return {"extent": extent, "scale": float(np.float32(scale)), "in_plane": ignore is not None,
            "image": numbers(transform(image=image(1, *extent))["image"])}


def shrunk(extent, scales):
    transform = DownsampleSegForDSTransform(ds_scales=scales)
    out = transform(segmentation=labels(*extent))["segmentation"]
    return {"extent": extent, "targets": [{"extent": list(t.shape[1:]), "labels": t.flatten().tolist()} for t in out]}


class Probe(torch.nn.Module):
    """A cheap stand-in for a network whose output depends on the position in the window and on the direction."""

    def forward(self, x):
        ramp = torch.linspace(-1, 1, x.shape[-1])
        rise = torch.linspace(0, 2, x.shape[2]).reshape(-1, *[1] * (x.dim() - 3))
        return torch.cat([x[:, :1] + ramp, x[:, :1] * x[:, :1] * 0.25 - rise], 1)


def predicted(x, patch, axes, step):
    """The predictor's own logits: sums in float16."""
    from types import SimpleNamespace

    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    predictor = nnUNetPredictor(step, True, bool(axes), False, torch.device("cpu"), False, False, False)
    predictor.network = Probe()
    predictor.allowed_mirroring_axes = axes
    predictor.configuration_manager = SimpleNamespace(patch_size=patch)
    predictor.label_manager = SimpleNamespace(num_segmentation_heads=2)
    return predictor.predict_sliding_window_return_logits(x).float()


def merged(x, patch, axes, step):
    """The same from the reference's weights and positions, but with float32 sums."""
    from itertools import combinations, product

    from acvl_utils.cropping_and_padding.padding import pad_nd_image
    from nnunetv2.inference.sliding_window_prediction import compute_gaussian, compute_steps_for_sliding_window
    padded, back = pad_nd_image(x, patch, "constant", {"value": 0}, True, None)
    weight = compute_gaussian(tuple(patch), 1 / 8, 10, device=torch.device("cpu")).float()
    starts = compute_steps_for_sliding_window(padded.shape[-len(patch):], patch, step)
    if len(patch) == 2:
        starts = [range(padded.shape[1]), *starts]
        patch = [1, *patch]
    sums, total = torch.zeros(2, *padded.shape[1:]), torch.zeros(padded.shape[1:])
    dims = [axis + 2 for axis in axes or []]
    for start in product(*starts):
        box = tuple(slice(s, s + p) for s, p in zip(start, patch))
        tile = padded[(slice(None), *box)][None]
        tile = tile[:, :, 0] if weight.dim() == 2 else tile
        flips = [f for n in range(len(dims) + 1) for f in combinations(dims, n)]
        out = sum(Probe()(tile.flip(f)).flip(f) for f in flips)[0] / len(flips)
        sums[(slice(None), *box)] += (out * weight).reshape(sums[(slice(None), *box)].shape)
        total[box] += weight.reshape(total[box].shape)
    inside = (slice(None), *back[1:])
    return (sums / total)[inside], total[inside[1:]]


def sliding(extent, patch, axes, step):
    x = image(1, *extent)
    logits, weight = merged(x, patch, axes, step)
    rounded = predicted(x, patch, axes, step)  # half loses most of its bits where the weight is tiny
    assert torch.allclose(logits, rounded, rtol=0.01, atol=0.02) or torch.all(
        ((logits - rounded).abs() <= 0.01 * logits.abs() + 0.02)[:, weight > 1e-2])
    return {"extent": extent, "patch": patch, "axes": axes or [], "step": step, "logits": numbers(logits)}


def write(name, content):
    Path(sys.argv[1], name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


torch.manual_seed(0)
np.random.seed(0)
write("augmentation.json", {
    "spatial": [
        spatial([9, 11, 10], [6, 7, 6], [0.3, -0.2, 0.5], 1.25),
        spatial([9, 8, 10], [6, 7, 6], [0.0, 0.0, 0.0], 0.8),
        spatial([9, 11, 10], [6, 7, 6], [0.0, 0.0, 0.0], 1),
        spatial([5, 6, 4], [6, 7, 6], [0.0, 0.0, 0.0], 1),
        spatial([11, 13], [9, 8], [0.0, 1.1], 0.8),
        spatial([11, 13], [9, 8], [0.0, -2.5], 1.4),
    ],
    "blur": [blurred([6, 7, 8], [0.6, 0.95, 0.5]), blurred([9, 8], [0.75, 1.0])],
    "gamma": [gamma([5, 6, 7], 0.7, False), gamma([5, 6, 7], 1.4, True)],
    "contrast": [contrast([5, 6, 7], 1.25), contrast([5, 6, 7], 0.8)],
    "low_resolution": [low_resolution([6, 9, 11], 0.6, None), low_resolution([5, 9, 8], 0.53, (0,)),
                       low_resolution([9, 11], 0.77, None)],
    "shrunk": [shrunk([8, 12, 8], [[1, 1, 1], [0.5, 0.5, 0.5], [0.25, 0.25, 0.25]]), shrunk([7, 9, 10], [[1, 1, 1], [1, 0.5, 0.37]])],
})
write("inference.json", {
    "sliding": [
        sliding([8, 9, 7], [6, 6, 4], [0, 1, 2], 0.5),
        sliding([5, 9, 7], [6, 6, 4], None, 0.5),
        sliding([2, 11, 9], [8, 6], [0, 1], 0.4),
    ],
})
