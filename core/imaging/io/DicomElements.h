// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gdcmDataSet.h>
#include <gdcmReader.h>
#include <gdcmSequenceOfItems.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Reading single data elements with GDCM. For .cpp files of the DICOM readers only.
namespace seg::imaging::dicom {

/// Runs a piece of work on a file with GDCM and turns what it throws into seg::Error (BadInput, OutOfMemory).
void guarded(const std::filesystem::path& file, const std::function<void()>& work);

/// Opens a file as far as its pixels, or whole. \throws seg::Error  BadInput when it is no sound DICOM file.
void readHeader(gdcm::Reader& reader, const std::filesystem::path& file);
void readWhole(gdcm::Reader& reader, const std::filesystem::path& file);

/// The element's bytes as text without padding, as UTF-8; empty when it is missing.
[[nodiscard]] std::string text(const gdcm::DataSet& set, const gdcm::Tag& tag);

/// The numbers of an element that is written as text (DS, IS); empty when it is missing or one is no number.
[[nodiscard]] std::vector<double> decimals(const gdcm::DataSet& set, const gdcm::Tag& tag);

/// The first number of such an element.
[[nodiscard]] std::optional<double> decimal(const gdcm::DataSet& set, const gdcm::Tag& tag);

/// An element of two bytes (US).
[[nodiscard]] std::optional<std::uint16_t> whole(const gdcm::DataSet& set, const gdcm::Tag& tag);

/// The items of a sequence; null when it is missing.
[[nodiscard]] gdcm::SmartPointer<gdcm::SequenceOfItems> sequence(const gdcm::DataSet& set,
                                                                 const gdcm::Tag& tag);

/// The data set of item `index`, counted from 0; null when there is none.
[[nodiscard]] const gdcm::DataSet* itemOf(const gdcm::SmartPointer<gdcm::SequenceOfItems>& items,
                                          std::size_t index);

} // namespace seg::imaging::dicom
