#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes preprocessing.json: small seeded arrays and what nnU-Net v2 makes of them. See README_preprocessing.md."""
import json
import pathlib

import numpy as np
from nnunetv2.experiment_planning.experiment_planners.network_topology import get_pool_and_conv_props
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
from nnunetv2.preprocessing.normalization import default_normalization_schemes
from nnunetv2.preprocessing.resampling.default_resampling import resample_data_or_seg_to_shape
from nnunetv2.preprocessing.resampling.resample_torch import resample_torch_fornnunet
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

random = np.random.RandomState(20)


def numbers(array):
    flat = np.asarray(array).ravel()
    return flat.tolist() if flat.dtype.kind in "iu" else [float(f"{v:.7g}") for v in flat]


def resampled(name, shape, new_shape, current, target, channels=1, is_seg=False, order=3):
    data = (random.randint(-1, 4, (1, *shape)).astype(np.int16) if is_seg
            else np.round(random.uniform(-2, 3, (channels, *shape)), 2).astype(np.float32))
    out = resample_data_or_seg_to_shape(data, new_shape, current, target, is_seg=is_seg, order=order, order_z=0,
                                        force_separate_z=None)
    return {"name": name, "labels": is_seg, "order": order, "channels": channels, "from": shape, "to": new_shape,
            "current": current, "target": target, "input": numbers(data), "output": numbers(out)}


def resampling():
    return [
        resampled("cubic in 3d", [3, 5, 4], [5, 4, 6], [1, 1, 1], [0.6, 1.25, 0.7]),
        resampled("cubic in 3d, first axis unchanged", [4, 3, 5], [4, 5, 3], [1, 1, 1], [1, 0.6, 1.6]),
        resampled("cubic in 3d, last axis unchanged", [3, 4, 5], [6, 3, 5], [1, 1, 1], [0.5, 1.3, 1]),
        resampled("cubic in 3d, axes of one voxel", [1, 4, 1], [1, 7, 2], [1, 1, 1], [1, 0.6, 0.5]),
        resampled("cubic in planes, thick first axis", [3, 4, 5], [5, 6, 4], [5, 1, 1], [3, 0.7, 1.3]),
        resampled("cubic in planes, thick second axis", [4, 3, 5], [5, 2, 7], [1, 4, 1], [0.8, 6, 0.7]),
        resampled("cubic in planes, thick last axis", [4, 5, 3], [6, 4, 5], [1, 1, 4], [0.7, 1.2, 2.4]),
        resampled("cubic in planes because of the target", [6, 4, 4], [2, 5, 5], [1, 1, 1], [3.5, 0.8, 0.8]),
        resampled("cubic in planes, slices unchanged", [3, 5, 4], [3, 3, 6], [4, 1, 1], [4, 1.6, 0.7]),
        resampled("cubic in 3d, two thick axes", [3, 3, 5], [4, 4, 5], [4, 4, 1], [3, 3, 1]),
        resampled("linear in 3d, three channels", [3, 4, 5], [5, 3, 7], [1, 1, 1], [0.6, 1.3, 0.7], 3, order=1),
        resampled("linear in planes, two channels", [3, 4, 5], [7, 5, 3], [1, 1, 1], [0.4, 0.8, 1.6], 2, order=1),
        resampled("linear in planes, thick first axis", [3, 4, 5], [7, 5, 3], [7, 1, 1], [3, 0.8, 1.6], 2, order=1),
        resampled("labels in 3d", [5, 6, 4], [7, 4, 8], [1, 1, 1], [0.7, 1.5, 0.5], is_seg=True, order=1),
        resampled("labels in 3d, exact halves", [4, 4, 4], [8, 6, 2], [1, 1, 1], [0.5, 0.66, 2], is_seg=True, order=1),
        resampled("labels in planes, thick first axis", [3, 5, 4], [5, 7, 6], [5, 1, 1], [3, 0.7, 0.7], is_seg=True,
                  order=1),
        resampled("labels in planes, thick last axis", [5, 4, 3], [7, 6, 5], [1, 1, 5], [0.7, 0.7, 3], is_seg=True,
                  order=1),
    ]


def configuration(schemes, masks, spacing):
    function = "resample_data_or_seg_to_shape"
    kwargs = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    return {"data_identifier": "x", "preprocessor_name": "DefaultPreprocessor", "batch_size": 2,
            "patch_size": [8] * len(spacing), "median_image_size_in_voxels": [8.0] * len(spacing), "spacing": spacing,
            "normalization_schemes": schemes, "use_mask_for_norm": masks,
            "resampling_fn_data": function, "resampling_fn_seg": function,
            "resampling_fn_data_kwargs": kwargs, "resampling_fn_seg_kwargs": {**kwargs, "is_seg": True, "order": 1},
            "resampling_fn_probabilities": function, "resampling_fn_probabilities_kwargs": {**kwargs, "order": 1},
            "architecture": {}, "batch_dice": False}


def preprocessed(name, shape, spacing, forward, schemes, masks, target, labels, statistics, regions=None):
    image = random.randint(-60, 200, (len(schemes), *shape)).astype(np.float32)
    label = random.randint(0, 3, (1, *shape)).astype(np.int16)
    outside = np.ones(shape, bool)  # a border, a corner inside the box and a closed hole are zero
    outside[1:, 1:-1, 2:-1] = False
    outside[1:3, 1:4, 2:4] = True
    image[:, outside] = 0
    image[:, shape[0] // 2, shape[1] // 2, shape[2] // 2] = 0
    label[:, outside] = 0
    label[0, 0, 1, 2] = 1  # outside the non-zero region
    label[0, 1, 2, 3] = 1
    backward = [forward.index(i) for i in range(3)]
    channels = {str(c): values for c, values in enumerate(statistics)}
    plans = {"dataset_name": "Dataset900_Golden", "plans_name": "nnUNetPlans",
             "original_median_spacing_after_transp": [1, 1, 1], "original_median_shape_after_transp": [8, 8, 8],
             "image_reader_writer": "SimpleITKIO", "transpose_forward": forward, "transpose_backward": backward,
             "configurations": {"c": configuration(schemes, masks, target)}, "experiment_planner_used": "x",
             "label_manager": "LabelManager", "foreground_intensity_properties_per_channel": channels}
    dataset = {"labels": labels, "channel_names": {str(c): s for c, s in enumerate(schemes)}}
    if regions:
        dataset["regions_class_order"] = regions
    manager = PlansManager(plans)
    data, seg, properties = DefaultPreprocessor(verbose=False).run_case_npy(
        image.copy(), label.copy(), {"spacing": spacing}, manager, manager.get_configuration("c"), dataset)
    locations = [{"labels": list(k) if isinstance(k, tuple) else [int(k)],
                  "voxels": [[int(v) for v in row[1:]] for row in rows]}
                 for k, rows in properties["class_locations"].items()]
    return {"name": name, "shape": shape, "spacing": spacing, "forward": forward, "schemes": schemes, "masks": masks,
            "target": target, "labels": labels, "regions": regions or [], "statistics": statistics,
            "image": numbers(image.astype(int)), "label": numbers(label), "box": properties["bbox_used_for_cropping"],
            "data_shape": list(data.shape), "data": numbers(data.astype(np.float32)), "seg": numbers(seg.astype(int)),
            "locations": locations}


def preprocessing():
    ct = {"max": 180.0, "mean": 61.3, "median": 60.0, "min": -50.0, "percentile_00_5": -31.25,
          "percentile_99_5": 150.5, "std": 41.7}
    simple = {"background": 0, "a": 1, "b": 2}
    return [
        preprocessed("masked z-score and plain, isotropic", [5, 7, 8], [1.0, 1.0, 1.0], [0, 1, 2],
                     ["ZScoreNormalization", "NoNormalization"], [True, False], [0.9, 1.2, 1.0], simple, [ct, ct]),
        preprocessed("CT, thick last axis comes first", [6, 8, 7], [0.8, 0.8, 3.0], [2, 0, 1], ["CTNormalization"],
                     [False], [3.0, 1.0, 1.0], simple, [ct]),
        preprocessed("2d plan, regions and an ignore label", [4, 8, 7], [5.0, 1.0, 1.0], [0, 1, 2],
                     ["RescaleTo01Normalization"], [False], [1.3, 0.9],
                     {"background": 0, "whole": [1, 2], "core": [2], "ignore": 3}, [ct], [1, 2]),
    ]


def topologies():
    result = []
    for spacing, size in [([1, 1, 1], [36.0, 50.0, 35.0]), ([10, 1.5625, 1.5625], [9.0, 256.0, 216.0]),
                          ([3.6, 0.625, 0.625], [20.0, 320.0, 319.0]), ([3, 0.8, 0.8], [40.0, 224.0, 224.0]),
                          ([1, 1], [50.0, 35.0]), ([0.5, 2.3], [301.0, 77.5]), ([1, 1, 1], [7.0, 11.0, 12.0])]:
        _, strides, kernels, patch, divisor = get_pool_and_conv_props(spacing, size, 4, 999999)
        result.append({"spacing": spacing, "size": size, "strides": [[int(v) for v in row] for row in strides],
                       "kernels": [[int(v) for v in row] for row in kernels], "patch": [int(v) for v in patch],
                       "divisor": [int(v) for v in divisor]})
    return result


def variant(name, shape, new_shape, current, target, channels=1, is_seg=False, order=3, order_z=0, force=None):
    """As resampled(), with every keyword that a plan can give."""
    data = (random.randint(-1, 4, (1, *shape)).astype(np.int16) if is_seg
            else np.round(random.uniform(-2, 3, (channels, *shape)), 2).astype(np.float32))
    out = resample_data_or_seg_to_shape(data, new_shape, current, target, is_seg=is_seg, order=order, order_z=order_z,
                                        force_separate_z=force)
    return {"name": name, "kind": "default", "labels": is_seg, "order": order, "order_z": order_z, "force": force,
            "channels": channels, "from": shape, "to": new_shape, "current": current, "target": target,
            "input": numbers(data), "output": numbers(out)}


def torch_variant(name, shape, new_shape, current, target, channels=1, is_seg=False, memefficient=False, force=None):
    data = (random.randint(-1, 4, (1, *shape)).astype(np.int16) if is_seg
            else np.round(random.uniform(-2, 3, (channels, *shape)), 2).astype(np.float32))
    out = resample_torch_fornnunet(data, new_shape, current, target, is_seg=is_seg, num_threads=1,
                                   memefficient_seg_resampling=memefficient, force_separate_z=force)
    return {"name": name, "kind": "torch", "labels": is_seg, "memory_efficient": memefficient, "order": 1, "order_z": 0,
            "force": force, "channels": channels, "from": shape, "to": new_shape, "current": current, "target": target,
            "input": numbers(data), "output": numbers(out.astype(np.int16) if is_seg else out)}


def resampling_variants():
    iso, thick, last = [1, 1, 1], [5, 1, 1], [1, 1, 4]
    return [
        variant("nearest in 3d", [3, 5, 4], [5, 4, 7], iso, [0.6, 1.25, 0.6], order=0),
        variant("nearest in planes", [3, 5, 4], [5, 4, 7], thick, [3, 1.25, 0.6], order=0),
        variant("cubic in planes, linear along the thick axis", [4, 4, 5], [7, 5, 4], thick, [2.9, 0.8, 1.2], order_z=1),
        variant("cubic in planes, cubic along the thick axis", [5, 4, 5], [8, 5, 4], thick, [3.1, 0.8, 1.2], order_z=3),
        variant("linear in planes, cubic along the last axis", [4, 5, 4], [5, 4, 3], last, [0.8, 1.2, 5.3], 2, order=1,
                order_z=3),
        variant("planes kept, linear along the thick axis", [3, 4, 4], [5, 4, 4], thick, [3, 1, 1], order_z=1),
        variant("forced apart", [3, 4, 5], [4, 6, 7], [1.5, 1, 1], [1.1, 0.7, 0.7], force=True),
        variant("forced together", [3, 4, 5], [4, 6, 7], thick, [3.8, 0.7, 0.7], force=False),
        variant("labels, nearest in 3d", [3, 5, 4], [5, 4, 7], iso, [0.6, 1.25, 0.6], is_seg=True, order=0),
        variant("labels, nearest in planes", [3, 5, 4], [5, 4, 7], thick, [3, 1.25, 0.6], is_seg=True, order=0),
        variant("labels, cubic in 3d", [4, 5, 4], [6, 4, 7], iso, [0.67, 1.25, 0.6], is_seg=True, order=3),
        variant("labels, cubic in planes", [3, 5, 4], [5, 4, 7], thick, [3, 1.25, 0.6], is_seg=True, order=3),
        variant("labels, linear along the thick axis", [4, 5, 4], [6, 4, 7], thick, [3.3, 1.25, 0.6], is_seg=True, order=1,
                order_z=1),
        variant("labels, linear along the thick axis, exact halves", [4, 4, 4], [8, 4, 4], thick, [2.5, 1, 1],
                is_seg=True, order=1, order_z=1),
        variant("labels, linear along the thick axis, two to one", [6, 4, 4], [3, 4, 4], thick, [10, 1, 1], is_seg=True,
                order=1, order_z=1),
        variant("labels, cubic along the thick axis", [5, 5, 4], [7, 4, 6], thick, [3.6, 1.25, 0.7], is_seg=True, order=1,
                order_z=3),
        variant("labels, forced together", [3, 4, 5], [4, 6, 7], thick, [3.8, 0.7, 0.7], is_seg=True, order=1,
                force=False),
        torch_variant("torch in 3d", [3, 5, 4], [5, 4, 7], iso, [0.6, 1.25, 0.6], 2),
        torch_variant("torch in planes", [3, 5, 4], [5, 4, 7], thick, [3, 1.25, 0.6]),
        torch_variant("torch in planes of the last axis", [5, 4, 3], [4, 7, 5], last, [1.25, 0.6, 2.4]),
        torch_variant("torch, fewer slices", [7, 4, 4], [4, 6, 5], thick, [8.75, 0.7, 0.8]),
        torch_variant("torch, labels in 3d", [4, 5, 6], [7, 4, 9], iso, [0.6, 1.25, 0.67], is_seg=True),
        torch_variant("torch, labels in 3d, exact halves", [4, 4, 4], [8, 6, 2], iso, [0.5, 0.66, 2], is_seg=True),
        torch_variant("torch, labels in planes", [4, 5, 4], [7, 4, 6], thick, [2.9, 1.25, 0.67], is_seg=True),
        torch_variant("torch, labels in planes of the last axis", [5, 4, 4], [4, 6, 7], last, [1.25, 0.67, 2.3],
                      is_seg=True),
        torch_variant("torch, labels one at a time", [4, 5, 6], [7, 4, 9], iso, [0.6, 1.25, 0.67], is_seg=True,
                      memefficient=True),
    ]


def normalization():
    statistics = {"max": 180.0, "mean": 61.3, "median": 60.0, "min": -50.0, "percentile_00_5": -31.25,
                  "percentile_99_5": 150.5, "std": 41.7}
    rows = []
    for scheme, mask, low, high in [("ZScoreNormalization", False, -60, 200), ("ZScoreNormalization", True, -60, 200),
                                    ("CTNormalization", False, -60, 200), ("CTNormalization", True, -60, 200),
                                    ("NoNormalization", False, -60, 200), ("RescaleTo01Normalization", False, -60, 200),
                                    ("RescaleTo01Normalization", True, -60, 200), ("RGBTo01Normalization", False, 0, 256),
                                    ("RGBTo01Normalization", True, 0, 256)]:
        image = np.round(random.uniform(low, high, 40), 2).astype(np.float32)
        image = np.clip(image, low, 255 if scheme.startswith("RGB") else high)
        seg = random.randint(-1, 3, 40).astype(np.int16)
        normalizer = getattr(default_normalization_schemes, scheme)(mask, statistics)
        rows.append({"scheme": scheme, "mask": mask, "image": numbers(image), "seg": numbers(seg),
                     "output": numbers(normalizer.run(image.copy(), seg))})
    return {"statistics": statistics, "rows": rows}


def preprocessing_variants():
    """Rows of preprocessed() for branches that the first ones do not reach."""
    statistics = {"max": 180.0, "mean": 61.3, "median": 60.0, "min": -50.0, "percentile_00_5": -31.25,
                  "percentile_99_5": 150.5, "std": 41.7}
    simple = {"background": 0, "a": 1, "b": 2}
    return [
        preprocessed("regions, one of them absent, and an ignore label that occurs", [5, 8, 9], [1.0, 1.0, 1.0],
                     [0, 1, 2], ["ZScoreNormalization"], [True], [1.3, 0.9, 1.1],
                     {"background": 0, "whole": [1, 3], "core": [3], "ignore": 4}, [statistics], [1, 2]),
        preprocessed("absent class", [5, 7, 8], [1.0, 1.0, 1.0], [0, 1, 2], ["NoNormalization"], [False],
                     [1.0, 1.0, 1.0], {"background": 0, "a": 1, "b": 2, "c": 3}, [statistics]),
        preprocessed("CT beside a masked z-score, thick first axis", [4, 8, 9], [6.0, 1.0, 1.0], [0, 1, 2],
                     ["CTNormalization", "ZScoreNormalization"], [False, True], [4.0, 0.8, 1.3], simple,
                     [statistics, statistics]),
    ]


def main():
    content = {"resampling": resampling(), "preprocessing": preprocessing(), "topology": topologies(),
               "resampling_variants": resampling_variants(), "normalization": normalization(),
               "preprocessing_variants": preprocessing_variants()}
    out = pathlib.Path(__file__).with_name("preprocessing.json")
    out.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(out, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
