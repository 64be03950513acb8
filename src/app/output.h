// Where exports and proofs go: standard output, or a file that appears under its name only when it is whole.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "formats/format.h"

namespace stele::app {

// A Writer that finish() makes final. Destroyed without finish(), a file leaves nothing behind.
class Output : public formats::Writer {
 public:
  virtual Status finish() = 0;
};

std::unique_ptr<Output> standard_output();
// Writes beside `path` and renames at finish(), when the bytes are durable; a file of that name is replaced.
Result<std::unique_ptr<Output>> file_output(const std::string& path);

// All of a small file; kNotFound when there is none, kInvalid beyond `most` bytes.
Result<std::string> read_small_file(const std::string& path, size_t most = 16 * 1024 * 1024);
// The files of a folder by name, folders and names beginning with a dot left out.
Result<std::map<std::string, std::string>> read_folder(const std::string& path);
// Makes a folder with these files, or nothing; kConflict when there is something of that name.
Status write_folder(const std::string& path, const std::map<std::string, std::string>& files);

}  // namespace stele::app
